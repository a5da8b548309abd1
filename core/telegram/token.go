package telegram

import (
	"strings"

	"tgdesk/core"
)

// A token is a positive id without a leading zero, a colon, and base64url
// (tdlib/telegram-bot-api, ClientManager.cpp and Client.cpp). Checking it first
// also keeps tokens out of errors of net/url, which print an invalid address.
const (
	maxTokenLength  = 80
	minSecretLength = 24
	maxIDDigits     = 16 // user ids have at most 52 bits
)

func trimToken(t core.Token) core.Token { return core.Token(strings.TrimSpace(t.Reveal())) }

// checkToken returns nil for what has the shape of a token. The error repeats
// nothing of the input.
func checkToken(t core.Token) *core.Error {
	id, secret, ok := strings.Cut(t.Reveal(), ":")
	if ok && len(t) <= maxTokenLength && isBotID(id) && isSecret(secret) {
		return nil
	}
	return core.NewError(core.CodeInvalid, idTokenShape)
}

func isBotID(s string) bool {
	if s == "" || len(s) > maxIDDigits || s[0] == '0' {
		return false
	}
	return strings.Trim(s, "0123456789") == ""
}

func isSecret(s string) bool {
	if len(s) < minSecretLength {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}
