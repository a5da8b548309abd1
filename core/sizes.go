package core

import (
	"fmt"
	"strings"
)

// Mega is what Telegram counts in when it says MB: its servers hold file sizes
// against 20 << 20 and the like (tdlib/telegram-bot-api, Client.h).
const Mega = 1 << 20

// What Telegram itself takes (core.telegram.org/bots/api#sending-files).
const (
	CloudDownload  = 20 * Mega
	PhotoUpload    = 10 * Mega
	CloudUpload    = 50 * Mega
	OwnServer      = 2000 * Mega // a self-hosted Bot API server, either way
	PhotoPixels    = 10_000      // width and height together
	PhotoRatio     = 20          // of the longer side to the shorter
	MaxAlbum       = 10
	MaxAttachments = 50 // at once; more are a slip
)

// FormatBytes writes a size so that nobody must guess what a MB is.
func FormatBytes(n int64) string {
	exact := Groups(n) + " bytes"
	if n < Mega {
		return exact
	}
	return fmt.Sprintf("%s MB (%s)", strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/Mega), ".0"), exact)
}

// Groups writes n with a comma at every third digit.
func Groups(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
