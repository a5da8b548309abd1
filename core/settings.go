package core

import (
	"net/url"
	"time"
)

// Bounds of a brand's manner.
const (
	// MaxFetchUpTo is the largest size that may be fetched by itself, in bytes.
	MaxFetchUpTo = OwnServer
	// MinKeepMedia and MaxKeepMedia bound how long files are kept, unless that
	// is for ever.
	MinKeepMedia = time.Hour
	MaxKeepMedia = 3650 * Day
)

// Check returns a CodeInvalid error that says what is wrong with m.
func (m BrandOptions) Check() error {
	switch {
	case m.FetchUpTo < 0 || m.FetchUpTo > MaxFetchUpTo:
		return NewError(CodeInvalid, "fetch_bounds", FormatBytes(MaxFetchUpTo))
	case m.KeepMedia != 0 && (m.KeepMedia < MinKeepMedia || m.KeepMedia > MaxKeepMedia):
		return NewError(CodeInvalid, "keep_bounds", FormatLimit(MinKeepMedia), MaxKeepMedia/Day)
	case m.Signature != SignNone && m.Signature != SignName && m.Signature != SignAlias:
		return NewError(CodeInvalid, "signature_unknown", m.Signature)
	case m.APIURL != "" && !apiURL(m.APIURL):
		return NewError(CodeInvalid, "api_url")
	}
	return m.Flood.Check()
}

// apiURL reports whether s can be the address of a Bot API server. It must
// hold no password: it is shown.
func apiURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil && u.RawQuery == "" && u.Fragment == ""
}
