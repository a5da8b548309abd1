package core

import "time"

// BrandOptions are the settings of a brand beside its name and its limits. The zero value is
// not the default: see [DefaultBrandOptions]. [Options] describes each of them.
type BrandOptions struct {
	FetchUpTo int64 // files up to this size in bytes are downloaded automatically; 0 = none
	// FetchPerVisitor and FetchPerBrand bound, in bytes, what is downloaded
	// automatically within [FetchWindow]; 0 = no bound.
	FetchPerVisitor, FetchPerBrand int64
	KeepMedia                      time.Duration // how long downloaded files are retained; 0 = for ever
	KeepMessages                   time.Duration // how long messages of completed chats are retained; 0 = for ever
	Attachments                    Attachments   // what operators may attach
	Typing                         bool          // visitors see when an operator writes or uploads
	Markup                         bool          // operators may write *bold*, _italic_, `code` and links
	Signature                      Signature     // who visitors see that they are answered by
	APIURL                         string        // a Bot API server of the brand's own; "" = the desk's
	LocalFiles                     string        // the folder from which files of a Bot API server on this machine may be taken; "" = none
	Flood                          FloodLimit    // from how many messages on a chat counts as flooded
	Rating                         RatingScale   // how visitors are asked to rate chats with operators
	StartOpens                     bool          // "/start" alone opens a chat
	TransferLimit                  time.Duration // how long a transfer may be answered
	OwnerGone                      time.Duration // how long an owner may be offline before the chat waits again; 0 = for ever
	AssignedAnswer                 time.Duration // how long the owner of an assigned chat may leave it unanswered; 0 = for ever
	Routing                        Routing
	RoutingTo                      string        // names of the operators of RouteSelected, with commas between them
	RoutingLimit                   time.Duration // how long routing offers a chat to one operator
	// When the brand is open: see [ParseHours].
	Hours, HoursDates, HoursZone string
	HoursWait                    bool          // outside its hours the answer limit does not count
	IdleWarning                  time.Duration // how long before an idle chat is closed its visitor is warned; 0 = not
	Chatbot                      string        // what [ParseChatbot] reads
	ChatbotPrivate               bool          // a webhook may be at a private address
}

// Signature says who visitors see that they are answered by.
type Signature string

// The signatures.
const (
	SignNone  Signature = "none"  // the bot alone
	SignName  Signature = "name"  // the operator's name before the text
	SignAlias Signature = "alias" // the operator's alias before the text
)

// Routing says to whom a pending chat is offered.
type Routing string

// The ways of routing.
const (
	RouteNone           Routing = "none"            // to nobody: all see it, the first takes it
	RouteRoundRobin     Routing = "round-robin"     // in turn
	RouteSelected       Routing = "selected"        // in turn among some
	RouteFirstAvailable Routing = "first-available" // to whoever is free the longest
	RouteLeastLoaded    Routing = "least-loaded"    // to whoever has the fewest chats
)

// Attachments says what operators may attach.
type Attachments string

// What may be attached.
const (
	AttachStandard Attachments = "table" // the formats and sizes of the table
	AttachAny      Attachments = "any"   // whatever Telegram takes
)

// Bounds of options.
const (
	MaxFetchUpTo = OwnServer // bytes
	// Bounds of what is downloaded within a day, in bytes.
	MinFetchBound = mega
	MaxFetchBound = 1000 << 30
	// Bounds of a retention that is not for ever.
	MinKeepMedia = time.Hour
	MaxKeepMedia = 3650 * Day
	// Bounds of what is under way between operators.
	MinHandover = 10 * time.Second
	MaxHandover = Day
	// Bounds of when visitors are warned before an idle chat is closed.
	MinIdleWarning = 30 * time.Second
	MaxIdleWarning = 12 * time.Hour
)

// options is the table; it is never changed.
var options = []Option{
	newOption("fetch-up-to", 0, func(o *BrandOptions) *int64 { return &o.FetchUpTo }, sizes(MaxFetchUpTo),
		0, mega, 5*mega, 10*mega, 20*mega, 100*mega, MaxFetchUpTo),
	newOption("fetch-per-visitor", 0, func(o *BrandOptions) *int64 { return &o.FetchPerVisitor }, fetchBounds(),
		10*mega, 50*mega, 100*mega, 500*mega, 2<<30, 0),
	newOption("fetch-per-brand", 0, func(o *BrandOptions) *int64 { return &o.FetchPerBrand }, fetchBounds(),
		200*mega, 1<<30, 5<<30, 20<<30, 100<<30, 0),
	newOption("keep-media", 0, func(o *BrandOptions) *time.Duration { return &o.KeepMedia }, keepTimes(),
		0, Day, Week, Month, 3*Month, 12*Month),
	newOption("keep-messages", 0, func(o *BrandOptions) *time.Duration { return &o.KeepMessages }, keepTimes(),
		0, Week, Month, 3*Month, 6*Month, 12*Month),
	newOption("attachments", 0, func(o *BrandOptions) *Attachments { return &o.Attachments }, choices(AttachStandard, AttachAny),
		AttachStandard, AttachAny),
	newOption("signature", 1, func(o *BrandOptions) *Signature { return &o.Signature }, choices(SignNone, SignName, SignAlias),
		SignNone, SignName, SignAlias),
	newOption("typing", 1, func(o *BrandOptions) *bool { return &o.Typing }, switches(), true, false),
	newOption("markup", 1, func(o *BrandOptions) *bool { return &o.Markup }, switches(), true, false),
	newOption("flood", 1, func(o *BrandOptions) *FloodLimit { return &o.Flood }, floodLimits(),
		FloodLimit{}, FloodLimit{10, 10 * time.Second}, DefaultFloodLimit(), FloodLimit{60, 10 * time.Second}, FloodLimit{60, time.Minute}, FloodLimit{200, time.Minute}),
	newOption("start-opens-chat", 1, func(o *BrandOptions) *bool { return &o.StartOpens }, switches(), true, false),
	newOption("rating", 1, func(o *BrandOptions) *RatingScale { return &o.Rating }, choices(RatingOff, RatingStars, RatingThumbs),
		RatingOff, RatingStars, RatingThumbs),
	newOption("idle-warning", 1, func(o *BrandOptions) *time.Duration { return &o.IdleWarning }, times(MinIdleWarning, MaxIdleWarning, true),
		0, time.Minute, 2*time.Minute, 5*time.Minute, 10*time.Minute, 30*time.Minute, time.Hour),
	newOption("api-url", 2, func(o *BrandOptions) *string { return &o.APIURL }, servers()),
	newOption("local-files", 2, func(o *BrandOptions) *string { return &o.LocalFiles }, folders()),
	newOption("transfer-limit", GroupTeam, func(o *BrandOptions) *time.Duration { return &o.TransferLimit }, handoverTimes(false),
		30*time.Second, time.Minute, 2*time.Minute, 5*time.Minute, 10*time.Minute),
	newOption("owner-gone", GroupTeam, func(o *BrandOptions) *time.Duration { return &o.OwnerGone }, handoverTimes(true),
		2*time.Minute, 5*time.Minute, 10*time.Minute, 30*time.Minute, time.Hour, 0),
	newOption("assigned-answer", GroupTeam, func(o *BrandOptions) *time.Duration { return &o.AssignedAnswer }, handoverTimes(true),
		time.Minute, 2*time.Minute, 5*time.Minute, 10*time.Minute, 30*time.Minute, 0),
	newOption("routing", GroupTeam, func(o *BrandOptions) *Routing { return &o.Routing }, choices(RouteNone, RouteRoundRobin, RouteSelected, RouteFirstAvailable, RouteLeastLoaded),
		RouteNone, RouteRoundRobin, RouteSelected, RouteFirstAvailable, RouteLeastLoaded),
	newOption("routing-to", GroupTeam, func(o *BrandOptions) *string { return &o.RoutingTo }, nameLists()),
	newOption("routing-limit", GroupTeam, func(o *BrandOptions) *time.Duration { return &o.RoutingLimit }, handoverTimes(false),
		30*time.Second, time.Minute, 2*time.Minute, 5*time.Minute),
	newOption("hours", GroupHours, func(o *BrandOptions) *string { return &o.Hours }, weekHours()),
	newOption("hours-dates", GroupHours, func(o *BrandOptions) *string { return &o.HoursDates }, dateHours()),
	newOption("hours-zone", GroupHours, func(o *BrandOptions) *string { return &o.HoursZone }, zones()),
	newOption("hours-wait", GroupHours, func(o *BrandOptions) *bool { return &o.HoursWait }, switches(), true, false),
	newOption("chatbot", GroupChatbot, func(o *BrandOptions) *string { return &o.Chatbot }, chatbotSpecs()),
	newOption("chatbot-private", GroupChatbot, func(o *BrandOptions) *bool { return &o.ChatbotPrivate }, switches(), true, false),
}

// Options lists the options of a brand in the order in which they are shown. To
// add one, add its field to [BrandOptions] with a default, its row here, its
// words to the catalogue, and the code that uses it.
func Options() []Option { return options }

// DefaultBrandOptions are the options of a new brand.
func DefaultBrandOptions() BrandOptions {
	return BrandOptions{
		FetchUpTo: 5 * mega, FetchPerVisitor: 100 * mega, FetchPerBrand: 5 << 30,
		Attachments: AttachStandard, Typing: true, Signature: SignNone, Flood: DefaultFloodLimit(), Rating: RatingOff,
		TransferLimit: 2 * time.Minute, OwnerGone: 10 * time.Minute, AssignedAnswer: 5 * time.Minute,
		Routing: RouteNone, RoutingLimit: time.Minute, Hours: hoursAlways, HoursZone: hoursUTC, Chatbot: string(ChatbotOff),
	}
}

// Server is the Bot API server that the options name.
func (o BrandOptions) Server() Server { return Server{URL: o.APIURL, LocalFiles: o.LocalFiles} }

// Check returns a CodeInvalid error for the first option whose value is not
// allowed.
func (o BrandOptions) Check() error {
	for _, option := range options {
		if err := option.Check(o); err != nil {
			return err
		}
	}
	if o.Routing == RouteSelected && o.RoutingTo == "" {
		return NewError(CodeInvalid, "routing_to_nobody")
	}
	return nil
}

// ChatbotSpec is what answers visitors before people do.
func (o BrandOptions) ChatbotSpec() ChatbotSpec {
	spec, _ := ParseChatbot(o.Chatbot) // it was checked
	return spec
}

// RoutedTo lists the names of the operators of RouteSelected.
func (o BrandOptions) RoutedTo() []string { return splitNames(o.RoutingTo) }

// OpenHours are the brand's hours; without any it is always open.
func (o BrandOptions) OpenHours() Hours {
	h, err := ParseHours(o.Hours, o.HoursDates, o.HoursZone)
	if err != nil {
		return Hours{}
	}
	return h
}
