package core

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
)

// chatbotSecretSize is the length of a ChatbotSecret in bytes.
const chatbotSecretSize = 32

// ChatbotSecret signs the requests to a brand's webhook. Every way of printing (fmt, slog,
// JSON) shows nothing of it; [ChatbotSecret.Reveal] does.
type ChatbotSecret []byte

// NewChatbotSecret makes a secret.
func NewChatbotSecret() ChatbotSecret {
	s := make(ChatbotSecret, chatbotSecretSize)
	_, _ = rand.Read(s) // ends the program rather than fail
	return s
}

// Reveal returns the secret in hexadecimal, for whoever verifies signatures.
func (s ChatbotSecret) Reveal() string { return hex.EncodeToString(s) }

// String hides the secret.
func (s ChatbotSecret) String() string { return "…" }

// GoString hides the secret under %#v too.
func (s ChatbotSecret) GoString() string { return s.String() }

// LogValue hides the secret in structured logs.
func (s ChatbotSecret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the secret in JSON and TOML.
func (s ChatbotSecret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// ChatbotSecretReader reads the secrets of brands' webhooks. Like [ChannelReader] it is
// apart from Reader, which is handed to screens.
type ChatbotSecretReader interface {
	// ChatbotSecret reads a brand's secret: CodeNotFound if it has none, CodeUnauthorized
	// if it cannot be decrypted.
	ChatbotSecret(ctx context.Context, id BrandID) (ChatbotSecret, error)
}
