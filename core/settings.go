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
		return Errorf(CodeInvalid, "fetch_bounds", "Files can be fetched by themselves up to %s.", FormatBytes(MaxFetchUpTo))
	case m.KeepMedia != 0 && (m.KeepMedia < MinKeepMedia || m.KeepMedia > MaxKeepMedia):
		return Errorf(CodeInvalid, "keep_bounds", "Files are kept for ever, or between %s and %d days.", FormatLimit(MinKeepMedia), MaxKeepMedia/Day)
	case m.Signature != SignNone && m.Signature != SignName && m.Signature != SignAlias:
		return Errorf(CodeInvalid, "signature_unknown", "%q is no signature: it is none, name or alias.", m.Signature)
	case m.APIURL != "" && !apiURL(m.APIURL):
		return Errorf(CodeInvalid, "api_url", "This is no address of a Bot API server. Write it as http://host:8081.")
	}
	return m.Flood.Check()
}

// apiURL reports whether s can be the address of a Bot API server. It must
// hold no password: it is shown.
func apiURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil && u.RawQuery == "" && u.Fragment == ""
}
