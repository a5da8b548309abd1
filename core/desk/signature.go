package desk

import (
	"tgdesk/core"
	"tgdesk/core/markup"
)

// compose turns what an operator typed into what is sent: marks become
// entities where the brand wants that.
func compose(m core.BrandOptions, typed string) markup.Text {
	if !m.Markup {
		return markup.Text{Plain: typed}
	}
	text, entities := markup.Parse(typed)
	return markup.Text{Plain: text, Markup: entities}
}

// signed puts who answers before the text.
func signed(c markup.Text, m core.BrandOptions, by core.Operator) markup.Text {
	name := ""
	switch {
	case m.Signature == core.SignName, m.Signature == core.SignAlias && by.Alias == "":
		name = by.Name
	case m.Signature == core.SignAlias:
		name = by.Alias
	}
	if name == "" || c.Plain == "" {
		return c
	}
	return c.Prefixed(name + ": ")
}
