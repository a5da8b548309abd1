package core

import (
	"log/slog"
	"strconv"
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

// SealedToken stands for a stored token that cannot be decrypted, because its key is
// missing or another: the bot's id and no secret. It prints like any other.
func SealedToken(bot int64) Token { return Token(strconv.FormatInt(bot, 10) + ":") }

// Sealed reports whether t stands for a token that cannot be decrypted. No request
// may be made with it.
func (t Token) Sealed() bool { return strings.HasSuffix(string(t), ":") }

func errTokenSealed() *Error {
	return NewError(CodeUnauthorized, "token_sealed")
}
