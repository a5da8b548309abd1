package richtext

import (
	"slices"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"tgdesk/core/markup"
)

// fragment is a stretch of the raw text with the same style. host is where the
// link that ends here leads, "" for none.
type fragment struct {
	text  string
	style Style
	host  string
}

// span is an entity in byte offsets of the raw text.
type span struct {
	start, end int
	style      Style
	link       Target
	host       string // shown after the link
}

// split splits raw wherever an entity begins or ends.
func split(raw string, entities []markup.Entity) []fragment {
	spans := spansOf(raw, entities)
	edges := []int{0, len(raw)}
	for _, s := range spans {
		edges = append(edges, s.start, s.end)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	var out []fragment
	for i := range len(edges) - 1 {
		p := fragment{text: raw[edges[i]:edges[i+1]]}
		for _, s := range spans {
			if s.start <= edges[i] && edges[i+1] <= s.end {
				p.style |= s.style
				if s.end == edges[i+1] && s.host != "" {
					p.host = s.host
				}
			}
		}
		out = append(out, p)
	}
	return out
}

// spansOf converts entities to spans and leaves out those that have no style
// or lie outside the text. A span that begins or ends within a grapheme
// cluster takes all of it: a family emoji is never half bold.
func spansOf(raw string, entities []markup.Entity) []span {
	at := boundsByUTF16(raw)
	var out []span
	for _, e := range entities {
		style := styleOf(e.Type)
		if style == 0 || e.Offset < 0 || e.Length <= 0 || e.Length > len(raw) || e.Offset >= len(at) {
			continue
		}
		s := span{start: at[e.Offset].from, style: style}
		s.end = at[min(e.Offset+e.Length, len(at)-1)].to
		s.link, s.host = targetOf(e, raw[s.start:s.end]), HostNote(e, raw[s.start:s.end])
		out = append(out, s)
	}
	return out
}

// clusterBounds are the start and the end, in bytes, of the cluster that a
// UTF-16 offset lies in; both are the same between clusters.
type clusterBounds struct{ from, to int }

// boundsByUTF16 lists the bounds for every UTF-16 offset of s, its end
// included. Invalid bytes count as one unit each, as a decoder reads them.
func boundsByUTF16(s string) []clusterBounds {
	at := make([]clusterBounds, 0, len(s)+1)
	for off := 0; off < len(s); {
		size := clusterSize(s[off:])
		end := off + size
		at = append(at, clusterBounds{off, off})
		for i, r := range s[off:end] {
			units := 1
			if r > 0xffff {
				units = 2
			}
			if i == 0 {
				units--
			}
			for range units {
				at = append(at, clusterBounds{off, end})
			}
		}
		off = end
	}
	return append(at, clusterBounds{len(s), len(s)})
}

func clusterSize(s string) int {
	if s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) && s[0] != '\r' {
		return 1
	}
	cluster, _, _, _ := uniseg.FirstGraphemeClusterInString(s, -1)
	return len(cluster)
}

func styleOf(t markup.Type) Style {
	switch t {
	case markup.Bold:
		return Bold
	case markup.Italic:
		return Italic
	case markup.Underline:
		return Underline
	case markup.Strikethrough:
		return Strike
	case markup.Spoiler:
		return Spoiler
	case markup.Code, markup.Command:
		return Code
	case markup.Pre:
		return Pre
	case markup.Quote, "expandable_blockquote":
		return Quote
	case markup.URL, markup.TextLink, markup.Mention, "email", "phone_number", "text_mention":
		return Link
	}
	return 0
}
