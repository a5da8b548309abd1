package core

import (
	"log/slog"
	"strings"
)

// Token is a bot token. Every way of printing it (fmt, slog, JSON) shows only
// the bot's id; [Token.Reveal] is the one way to the secret.
type Token string

// Reveal returns the whole token, for the request that needs it.
func (t Token) Reveal() string { return string(t) }

// String masks the secret: "123456:…".
func (t Token) String() string {
	id, _, ok := strings.Cut(string(t), ":")
	if !ok || len(id) > 20 {
		return "…"
	}
	return id + ":…"
}

// GoString masks the secret under %#v too.
func (t Token) GoString() string { return t.String() }

// LogValue masks the secret in structured logs.
func (t Token) LogValue() slog.Value { return slog.StringValue(t.String()) }

// MarshalText masks the secret in JSON and TOML.
func (t Token) MarshalText() ([]byte, error) { return []byte(t.String()), nil }
