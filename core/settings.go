package core

import (
	"context"
	"net/url"
	"strings"
	"time"
)

// Bounds of a brand's manner.
const (
	// MaxFetchUpTo is the largest size that may be fetched by itself, in bytes.
	MaxFetchUpTo = ownServer
	// MinKeepMedia and MaxKeepMedia bound how long files are kept, unless that
	// is for ever.
	MinKeepMedia = time.Hour
	MaxKeepMedia = 3650 * Day
)

// SetManner changes how a brand treats media and how it answers. Another Bot
// API server begins the channel anew.
func (d *Desk) SetManner(ctx context.Context, op OperatorID, brand BrandID, m Manner) (Brand, error) {
	m.APIURL = strings.TrimRight(strings.TrimSpace(m.APIURL), "/")
	if m.Signature == "" {
		m.Signature = SignNone
	}
	if err := m.Check(); err != nil {
		return Brand{}, err
	}
	b, err := d.changeBrand(ctx, op, brand, func(_ *work, b *Brand) error {
		b.Manner = m
		return nil
	})
	if err == nil {
		notify(d.stale)
	}
	return b, err
}

// Check returns a CodeInvalid error that says what is wrong with m.
func (m Manner) Check() error {
	switch {
	case m.FetchUpTo < 0 || m.FetchUpTo > MaxFetchUpTo:
		return Errorf(CodeInvalid, "fetch_bounds", "Files can be fetched by themselves up to %s.", formatBytes(MaxFetchUpTo))
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

// SetAlias changes what visitors see instead of op's name; "" is the name.
func (d *Desk) SetAlias(ctx context.Context, op OperatorID, alias string) (Operator, error) {
	if strings.TrimSpace(alias) != "" {
		var err error
		if alias, err = checkName("operator", alias); err != nil {
			return Operator{}, err
		}
	} else {
		alias = ""
	}
	var by Operator
	err := d.write(ctx, func(w *work) (err error) {
		if by, err = w.operator(ctx, op); err != nil {
			return err
		}
		by.Alias = alias
		by, err = w.SaveOperator(ctx, by)
		return err
	})
	return by, err
}
