package core

import (
	"context"
	"strings"
	"time"

	"tgdesk/core/fold"
)

// OperatorID identifies an operator within the desk; 0 is nobody.
type OperatorID int64

// Role says what an operator may do; see policy.go.
type Role string

// The roles, the strongest first.
const (
	RoleAdmin      Role = "admin"      // everything
	RoleSupervisor Role = "supervisor" // watches, joins and reassigns chats of others
	RoleOperator   Role = "operator"   // works on chats
)

// Roles lists the roles, the strongest first.
func Roles() []Role { return []Role{RoleAdmin, RoleSupervisor, RoleOperator} }

// Valid reports whether r is one of the roles.
func (r Role) Valid() bool { return r == RoleAdmin || r == RoleSupervisor || r == RoleOperator }

// Operator is a person who answers.
type Operator struct {
	ID    OperatorID
	Name  string // unique among operators that are not removed
	Role  Role
	Alias string // what visitors may see instead of the name; "" = the name
	// Brands are those that the operator works for; the empty set is all of them. An
	// admin works for all.
	Brands Set[BrandID]
	// MaxChats is how many active chats the operator may hold; 0 = no limit.
	MaxChats   int
	CreatedAt  time.Time
	DisabledAt time.Time // zero unless the operator may not use the desk for now
	RemovedAt  time.Time // zero unless the operator is only history
	LastSeenAt time.Time // end of the latest session; zero if there was none
	Screen     ScreenSettings
}

// FindOperator reads an operator by name, in upper or lower case: no two have the same one.
// Accents may be left out where that is the name of one operator only.
func FindOperator(ctx context.Context, r Reader, name string) (Operator, error) {
	all, err := r.Operators(ctx)
	if err != nil {
		return Operator{}, err
	}
	var alike []Operator
	for _, o := range all {
		if strings.EqualFold(o.Name, name) {
			return o, nil
		}
		if fold.Text(o.Name) == fold.Text(name) {
			alike = append(alike, o)
		}
	}
	if len(alike) != 1 {
		return Operator{}, NewError(CodeNotFound, "operator_not_found_by_name", name)
	}
	return alike[0], nil
}

// Admin reports whether o may change settings.
func (o Operator) Admin() bool { return o.Role == RoleAdmin }

// Supervises reports whether o may act on chats of other operators.
func (o Operator) Supervises() bool { return o.Role == RoleAdmin || o.Role == RoleSupervisor }

// Enabled reports whether o may use the desk at all.
func (o Operator) Enabled() bool {
	return o.ID != 0 && o.Role.Valid() && o.DisabledAt.IsZero() && o.RemovedAt.IsZero()
}

// Serves reports whether o works for a brand.
func (o Operator) Serves(b BrandID) bool { return o.Scope().Empty() || o.Brands.Has(b) }

// Scope is the set of brands to which o is confined; the empty set is no bound.
func (o Operator) Scope() Set[BrandID] {
	if o.Admin() {
		return Set[BrandID]{}
	}
	return o.Brands
}

// MostChats bounds MaxChats.
const MostChats = 1000

// CheckMaxChats returns a CodeInvalid error unless an operator can have the limit.
func CheckMaxChats(n int) error {
	return invalid(n < 0 || n > MostChats, "max_chats_bounds", MostChats)
}

// ScreenSettings are what an operator's screens are like, wherever they are opened.
// What is "" is as the settings file says.
type ScreenSettings struct {
	Zone  string `json:"zone,omitempty"`  // an IANA time zone
	Theme string `json:"theme,omitempty"` // auto, dark, light or none
	Bell  string `json:"bell,omitempty"`  // when alerts are heard: off, unfocused or always
	// AwayAfter is how long no key may be pressed before the operator counts as away: a
	// limit such as "15m", or "never"; "" is [DefaultAwayAfter].
	AwayAfter string        `json:"away_after,omitempty"`
	Alerts    AlertSettings `json:"alerts,omitzero"`
	// Filter is what the lists were narrowed to last: "" for all chats, "mine", "unread",
	// "brand:" with a brand's id, or "tag:" with a tag.
	Filter string `json:"filter,omitempty"`
}

// Bounds of ScreenSettings.AwayAfter.
const (
	DefaultAwayAfter = 15 * time.Minute
	MinAwayAfter     = time.Minute
	MaxAwayAfter     = Day
)

// AwayLimit is how long no key may be pressed before the operator counts as away; 0 is
// for ever.
func (s ScreenSettings) AwayLimit() time.Duration {
	switch s.AwayAfter {
	case "never":
		return 0
	case "":
		return DefaultAwayAfter
	}
	d, err := ParseLimit(s.AwayAfter)
	if err != nil {
		return DefaultAwayAfter
	}
	return d
}

// Check returns a CodeInvalid error for the first setting that is not allowed.
func (s ScreenSettings) Check() error {
	if s.Zone != "" {
		if _, err := time.LoadLocation(s.Zone); err != nil || s.Zone == "Local" {
			return NewError(CodeInvalid, "zone_unknown", s.Zone)
		}
	}
	switch s.Theme {
	case "", "auto", "dark", "light", "none":
	default:
		return NewError(CodeInvalid, "option_choice", "theme", "auto, dark, light or none", s.Theme)
	}
	switch s.Bell {
	case "", BellOff, BellUnfocused, BellAlways:
	default:
		return NewError(CodeInvalid, "option_choice", "bell", "off, unfocused or always", s.Bell)
	}
	if err := s.Alerts.Check(); err != nil {
		return err
	}
	if s.AwayAfter == "" || s.AwayAfter == "never" {
		return nil
	}
	d, err := ParseLimit(s.AwayAfter)
	if err != nil {
		return err
	}
	if d < MinAwayAfter || d > MaxAwayAfter {
		return NewError(CodeInvalid, "away_after_bounds", MinAwayAfter, MaxAwayAfter)
	}
	return nil
}

// OperatorView is an operator with what a list of them shows.
type OperatorView struct {
	Operator
	Keys         []OperatorKey // not revoked, oldest first
	ActiveChats  int
	Availability AvailabilityState // offline while no desk runs
}

// KeyID identifies a key of an operator.
type KeyID int64

// OperatorKey is a public key with which an operator signs in over SSH.
type OperatorKey struct {
	ID          KeyID
	Operator    OperatorID
	Fingerprint string // "SHA256:…"; of live keys each is unique
	Type        string // such as "ssh-ed25519"
	Key         string // as a line of authorized_keys, without comment
	Comment     string // text from outside
	AddedAt     time.Time
	LastUsedAt  time.Time // zero if never
	RevokedAt   time.Time // zero while it is live
}
