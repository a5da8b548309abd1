package core

import "time"

// Signature says who visitors see that they are answered by.
type Signature string

// The signatures.
const (
	SignNone  Signature = "none"  // the bot alone
	SignName  Signature = "name"  // the operator's name before the text
	SignAlias Signature = "alias" // the operator's alias before the text
)

// Manner is how a brand treats media and how it answers. The zero value is
// not the default: see DefaultManner.
type BrandOptions struct {
	FetchUpTo int64         `json:"fetch_up_to"` // files up to this size in bytes are fetched by themselves; 0 = none
	KeepMedia time.Duration `json:"keep_media"`  // how long fetched files are kept; 0 = for ever
	Typing    bool          `json:"typing"`      // visitors see when an operator writes or uploads
	Markup    bool          `json:"markup"`      // operators may write *bold*, _italic_, `code` and links
	Signature Signature     `json:"signature"`
	AnyFile   bool          `json:"any_file"` // attachments up to Telegram's own limits, of any format
	APIURL    string        `json:"api_url"`  // a Bot API server of the brand's own; "" = the desk's
	Flood     FloodLimit    `json:"flood"`
}

// DefaultManner is the manner of a new brand.
func DefaultBrandOptions() BrandOptions {
	return BrandOptions{FetchUpTo: 5 << 20, Typing: true, Signature: SignNone, Flood: DefaultFloodLimit()}
}
