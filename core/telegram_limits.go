package core

// mega is a MB as Telegram counts: its servers compare file sizes with 20 << 20 and
// the like (tdlib/telegram-bot-api, Client.h).
const mega = 1 << 20

// What Telegram accepts (core.telegram.org/bots/api#sending-files). Sizes are in
// bytes.
const (
	CloudDownload  = 20 * mega
	PhotoUpload    = 10 * mega
	CloudUpload    = 50 * mega
	OwnServer      = 2000 * mega // a self-hosted Bot API server, in both directions
	PhotoPixels    = 10_000      // width and height of a picture together
	PhotoRatio     = 20          // of its longer side to the shorter one
	MaxAlbum       = 10          // files
	MaxAttachments = 50          // files at once; a limit of ours
)
