package core

import "cmp"

// Whether a file is downloaded by itself, and when not, why. It is pure: the engine
// finds the facts.

const (
	// FetchWindow is the time in which what was downloaded by itself counts against
	// the bounds of a visitor and of a brand.
	FetchWindow = Day
	// Reserve is how much of a disk stays free at least, where nothing else is set. Of
	// a disk of which reserveShare is more, that stays free.
	Reserve      = 1 << 30
	reserveShare = 20
	// messageRoom is the room that no file may take, because the database needs it for
	// messages and for its log.
	messageRoom = 64 * mega
)

// Room is the disk on which files are stored, in bytes. The zero value is a disk of
// which nothing is known: it takes any file.
type Room struct {
	Free, Total int64
	Coming      int64 // what downloads under way will still take
	Media       int64 // what stored files take
	Setting     int64 // the reserve that the settings ask for; 0 for the default
}

// Known reports whether the disk could be measured.
func (r Room) Known() bool { return r.Total > 0 }

// Reserve is how much stays free of files that nobody requested. The default leaves a
// small disk half of the room that files could have: what they take already counts
// in, so that the reserve does not shrink as they take more.
func (r Room) Reserve() int64 {
	reserve := cmp.Or(r.Setting, min(max(Reserve, r.Total/reserveShare), (r.Free+r.Media)/2))
	return max(reserve, r.MessageRoom())
}

// MessageRoom is how much stays free of files that somebody requested, too.
func (r Room) MessageRoom() int64 { return min(messageRoom, (r.Free+r.Media)/4) }

// Full reports whether messages may have no room any more: the log of the database
// alone takes that much before it is written into the database.
func (r Room) Full() bool { return r.Known() && r.Free < 16*mega }

// TakesRequested reports whether a requested file of that size fits.
func (r Room) TakesRequested(size int64) bool {
	return !r.Known() || r.Free-r.Coming-size >= r.MessageRoom()
}

// Takes reports whether a file fits that nobody requested.
func (r Room) Takes(size int64) bool { return !r.Known() || r.Free-r.Coming-size >= r.Reserve() }

// FetchFacts are what decides whether a file is downloaded now.
type FetchFacts struct {
	Size      int64 // of the file, 0 if unknown
	Requested bool  // by a person
	Blocked   bool  // the visitor blocks the bot
	Flooded   bool  // the chat is flooded
	Fetched   FetchedBytes
	Room      Room
}

// FetchedBytes are the bytes of downloads that nobody requested, within a time.
type FetchedBytes struct{ Brand, Visitor int64 }

// MayFetch reports why a file is held back, as an *Error whose id [HeldReasons] lists.
// What a person requested is held back only where messages would have no room.
func MayFetch(o BrandOptions, f FetchFacts) error {
	over := func(fetched, bound int64) bool { return bound > 0 && fetched+max(f.Size, 1) > bound }
	switch {
	case f.Requested && !f.Room.TakesRequested(f.Size):
		return NewError(CodeUnavailable, HeldFull, ShortSize(f.Room.MessageRoom()))
	case f.Requested:
		return nil
	case f.Flooded:
		return NewError(CodeConflict, HeldFlooded)
	case f.Blocked:
		return NewError(CodeConflict, HeldBotBlocked)
	case !f.Room.Takes(f.Size):
		return NewError(CodeUnavailable, HeldRoom, ShortSize(f.Room.Reserve()))
	case over(f.Fetched.Visitor, o.FetchPerVisitor):
		return NewError(CodeConflict, HeldVisitor, WholeSize(o.FetchPerVisitor))
	case over(f.Fetched.Brand, o.FetchPerBrand):
		return NewError(CodeConflict, HeldBrand, WholeSize(o.FetchPerBrand))
	}
	return nil
}

// The ids of the reasons for which a file is held back.
const (
	HeldFull       = "held_full"    // the rest of the disk is for messages
	HeldRoom       = "held_room"    // the reserve of the disk
	HeldFlooded    = "held_flooded" // the chat is flooded
	HeldBotBlocked = "held_blocked" // the visitor blocks the bot
	HeldVisitor    = "held_visitor" // the bound of the visitor
	HeldBrand      = "held_brand"   // the bound of the brand
)

// HeldReasons lists the ids of the reasons for which a file is held back, those that
// need somebody to act first.
func HeldReasons() []string {
	return []string{HeldFull, HeldRoom, HeldBrand, HeldVisitor, HeldFlooded, HeldBotBlocked}
}
