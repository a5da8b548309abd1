package locale

import (
	"fmt"

	"tgdesk/core"
)

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
		return "Too big: Telegram lets bots fetch up to 20 MB. A Bot API server of your own (settings, behaviour) has no such limit."
	case core.FileExpired:
		return "Removed from this desk after the time the brand keeps files."
	}
	return ""
}

func englishFileWhy(id string) string {
	switch id {
	case "no_file":
		return "This message has no file."
	case "not_fetched":
		return "The file is not here yet: space fetches it."
	case "here_already":
		return "The file is here already: o opens it, s saves it."
	case "too_big":
		return "Telegram lets bots fetch files up to 20 MB only. A Bot API server of your own has no such limit."
	case "no_screen_link":
		return "Links cannot be opened from here, as this screen is not on the desk's own machine. y copies the address."
	case "link_kind":
		return "Only addresses of http, https and tg are opened or copied."
	case "no_screen":
		return "Files cannot be opened from here, as this screen is not on the desk's own machine. s saves them at the server."
	case "not_own":
		return "Only a reply that was sent, and not deleted, can be changed."
	case "edit_empty":
		return "A message cannot be empty. D deletes it."
	case "no_pictures":
		return "This terminal shows no pictures."
	}
	return id
}

func englishFileToast(id string, args ...any) string {
	switch id {
	case "saved":
		return fmt.Sprintf("Saved as %v.", args...)
	case "saved_server":
		return fmt.Sprintf("Saved at the server as %v.", args...)
	case "revised":
		return "Changed, at the visitor too."
	case "deleted":
		return "Deleted, at the visitor too."
	}
	return id
}

// englishAttach holds the sentences of the dialog that attaches files.
func englishAttach(id string, args ...any) string {
	switch id {
	case "title":
		return fmt.Sprintf("ATTACH · to %v", args...)
	case "title_server":
		return fmt.Sprintf("ATTACH A FILE OF THE SERVER · to %v", args...)
	case "caption":
		return "Caption (optional)…"
	case "chosen":
		return fmt.Sprintf("%s: %v", plural(number(args, 0), "file", "files"), args[1])
	case "refused_more":
		return "✗ " + plural(number(args, 0), "more file was refused.", "more files were refused.")
	case "none_chosen":
		return "Choose a file first."
	case "offer":
		return fmt.Sprintf("Telegram does not take %v as a picture: it is too large or too narrow. Send it as a document? y sends it so, n leaves it out.", args...)
	case "offer_unreadable":
		return fmt.Sprintf("The width and height of %v cannot be read: it may be damaged. Send it as a document? y sends it so, n leaves it out.", args...)
	case "key_document":
		return "as a document"
	case "key_leave":
		return "leave it out"
	case "key_more":
		return "more files"
	case "key_take":
		return "choose"
	case "key_several":
		return "choose several"
	case "key_complete":
		return "complete"
	case "key_hidden":
		return "hidden files"
	}
	return id
}

// englishSave holds the sentences of the dialog that saves a file.
func englishSave(id string, args ...any) string {
	switch id {
	case "title":
		return fmt.Sprintf("SAVE %v IN", args...)
	case "title_server":
		return fmt.Sprintf("SAVE %v AT THE SERVER IN", args...)
	}
	return id
}
