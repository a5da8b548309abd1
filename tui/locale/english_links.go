package locale

// englishLinkErrors are the sentences of errors about links to bots.
var englishLinkErrors = table{
	"brand_no_link":    "%s has no bot yet that visitors could write to.",
	"qr_no_room":       "The QR code needs %d columns and %d rows, and this window has %d and %d. Make it larger or its text smaller, or write the code to a file with --png.",
	"payload_empty":    "The payload of a link needs at least one character.",
	"payload_format":   "%q cannot be the payload of a link: use A-Z, a-z, 0-9, _ and -.",
	"payload_too_long": "The payload of the link is too long: %d characters, at most %d.",
}

// englishLinkSettings are the texts of the page of a brand's link.
var englishLinkSettings = table{
	"link_title":          "Link",
	"link_open":           "Link and QR code",
	"link_payload":        "Payload: where the link stands (at most %d of A-Z a-z 0-9 _ -; may be empty)",
	"link_payload_holder": "for example: pricing",
	"link_about":          "The payload becomes the source of the chats that begin with the link.",
	"link_show":           "Show the QR code",
	"link_html":           "Copy a button for a website",
	"link_html_copied":    "Copied the HTML of a button.",
	"link_folder":         "Folder for files",
	"link_folder_server":  "Folder for files, on the server",
	"link_png":            "Save as PNG",
	"link_svg":            "Save as SVG",
	"key_link":            "link and QR code",
	"key_code":            "show the QR code",
	"key_png":             "save as PNG",
	"code_no_room":        "The QR code needs %d columns and %d rows, and there is room for %d and %d. Make the window larger or its text smaller; or go back and save the code as a picture.",
}
