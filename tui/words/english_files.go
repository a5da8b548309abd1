package words

import "tgdesk/core"

// englishFileState says where a file is, where that needs saying.
func englishFileState(s core.FileState, why string) string {
	switch s {
	case core.FileWanted:
		return "waits to be fetched"
	case core.FileFetching:
		return "being fetched"
	case core.FileFailed:
		if why == "" {
			return "It could not be fetched."
		}
		return "Not fetched: " + why
	case core.FileTooBig:
		return "Too big: Telegram lets bots fetch up to 20 MB. A Bot API server of your own (settings, manner) has no such limit."
	case core.FileExpired:
		return "Removed from this desk after the time the brand keeps files."
	}
	return ""
}
