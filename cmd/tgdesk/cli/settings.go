package cli

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"tgdesk/cmd/tgdesk/system"
	"tgdesk/core"
	"tgdesk/tui/keymap"
	"tgdesk/tui/locale"
	"tgdesk/tui/remote"
)

// Settings is the settings file. Every key may be left out.
type Settings struct {
	Operator OperatorSettings `toml:"operator"`
	Screen   ScreenSettings   `toml:"screen"`
	Files    FileSettings     `toml:"files"`
	Secrets  SecretSettings   `toml:"secrets"`
	SSH      SSHSettings      `toml:"ssh"`
	// Keys gives actions of the screen other keys, by the ids of tui/keymap.
	Keys map[string][]string `toml:"keys"`
}

// OperatorSettings say who signs in.
type OperatorSettings struct {
	Name string    `toml:"name"` // default: the login name
	Role core.Role `toml:"role"` // of a name that the desk does not know yet; default: admin
}

// ScreenSettings say what the screen is like.
type ScreenSettings struct {
	Theme string `toml:"theme"` // auto (the default), dark, light or none
	Mouse bool   `toml:"mouse"` // default: true
	Bell  Bell   `toml:"bell"`  // default: unfocused
	// Pictures is whether the transcript shows them at start; default: true.
	Pictures bool `toml:"pictures"`
}

// Bell says when the terminal's bell rings for what a visitor writes.
type Bell string

// The values of Bell.
const (
	BellOff       Bell = "off"
	BellUnfocused Bell = "unfocused"
	BellAlways    Bell = "always"
)

// Bells are the values of Bell.
func Bells() []Bell { return []Bell{BellOff, BellUnfocused, BellAlways} }

// UnmarshalText implements encoding.TextUnmarshaler, which the decoder uses for
// what is no string: a file may also say true or false.
func (b *Bell) UnmarshalText(text []byte) error {
	switch string(text) {
	case "true":
		*b = BellUnfocused
	case "false":
		*b = BellOff
	default:
		*b = Bell(text) // refused by check, with its line
	}
	return nil
}

// Themes are the names of themes.
func Themes() []string { return []string{"auto", "dark", "light", "none"} }

// FileSettings say what becomes of files.
type FileSettings struct {
	Opener string `toml:"opener"` // default: as the system opens files
	// Reserve is how much of the disk automatic downloads leave free; default: see
	// [core.Room].
	Reserve string `toml:"reserve"`
}

// minReserve is the smallest reserve: less keeps nothing free.
const minReserve = 1 << 20

// reserve is Reserve in bytes, 0 for the default.
func (f FileSettings) reserve() int64 {
	n, _ := core.ParseSize(f.Reserve) // refused already where it cannot be read
	return n
}

// SecretSettings say where the key of the bot tokens comes from.
type SecretSettings struct {
	// KeyCommand prints the key of the bot tokens; default: none.
	KeyCommand string `toml:"key_command"`
}

// SSHSettings say how operators reach a desk that tgdesk serve runs.
type SSHSettings struct {
	Listen string `toml:"listen"` // address and port; default: 127.0.0.1:2222
	// IdleTimeout ends a screen in which no key is pressed for so long; default: off.
	IdleTimeout string `toml:"idle_timeout"`
	// Sessions and SessionsPerOperator are how many may be open at once, over the
	// network; default: see package remote.
	Sessions            int `toml:"sessions"`
	SessionsPerOperator int `toml:"sessions_per_operator"`
}

// minIdle is the shortest IdleTimeout: less ends screens of people who read.
const minIdle = time.Minute

// Idle is IdleTimeout, 0 for off.
func (s SSHSettings) Idle() time.Duration {
	d, _ := core.ParseLimit(s.IdleTimeout) // refused already where it cannot be read
	return d
}

// check finds the first value that its key does not allow.
func (s SSHSettings) check() (key, problem string) {
	_, port, err := net.SplitHostPort(s.Listen)
	number, numberErr := strconv.ParseUint(port, 10, 16)
	_, idleErr := core.ParseLimit(s.IdleTimeout)
	switch {
	case err != nil, numberErr != nil, number == 0:
		return "ssh.listen", "must be an address and a port, such as 127.0.0.1:2222, or :2222 for every address"
	case s.IdleTimeout != "off" && (idleErr != nil || s.Idle() < minIdle):
		return "ssh.idle_timeout", "must be off, or a time of at least 1m, such as 30m or 8h"
	case s.Sessions < 1 || s.Sessions > maxSessions:
		return "ssh.sessions", fmt.Sprintf("must be a number from 1 to %d", maxSessions)
	case s.SessionsPerOperator < 1 || s.SessionsPerOperator > maxSessions:
		return "ssh.sessions_per_operator", fmt.Sprintf("must be a number from 1 to %d", maxSessions)
	}
	return "", ""
}

// maxSessions is the most of them that a desk can be told to take.
const maxSessions = 1000

// DefaultSettings are those without a settings file.
func (e *Env) DefaultSettings() Settings {
	limits := remote.DefaultLimits()
	return Settings{
		Operator: OperatorSettings{Name: cmp.Or(e.Login, "operator"), Role: core.RoleAdmin},
		Screen:   ScreenSettings{Theme: "auto", Mouse: true, Bell: BellUnfocused, Pictures: true},
		Files:    FileSettings{Opener: system.Opener()},
		SSH:      SSHSettings{Listen: "127.0.0.1:2222", IdleTimeout: "off", Sessions: limits.Sessions, SessionsPerOperator: limits.SessionsPerOperator},
	}
}

// ReadSettings reads the settings file; without one the defaults hold. An
// error names the file and, for a mistake in it, the line and the key.
func (e *Env) ReadSettings() (Settings, error) {
	s := e.DefaultSettings()
	info, err := os.Stat(e.SettingsFile())
	if err == nil && !info.Mode().IsRegular() { // reading a pipe would wait for ever
		return s, fmt.Errorf("the settings file %s is not a regular file", e.SettingsFile())
	}
	text, err := os.ReadFile(e.SettingsFile())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s, nil
	case err != nil:
		return s, fmt.Errorf("reading the settings: %w", err)
	}
	if err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&s); err != nil {
		return s, fmt.Errorf("the settings file %s cannot be used: %s", e.SettingsFile(), decodeError(err))
	}
	if err := checkSpelling(text); err != nil {
		return s, fmt.Errorf("the settings file %s cannot be used: %w", e.SettingsFile(), err)
	}
	if key, problem := s.check(e.Words()); problem != "" {
		return s, fmt.Errorf("the settings file %s cannot be used: line %d: %s %s", e.SettingsFile(), lineOf(text, key), key, problem)
	}
	return s, nil
}

// checkSpelling refuses names of sections and keys that are not spelt as ours are.
// TOML tells Screen from screen; the decoder does not.
func checkSpelling(text []byte) error {
	var written map[string]any
	if err := toml.Unmarshal(text, &written); err != nil {
		return err
	}
	return misspelt(text, "", written, reflect.TypeFor[Settings]())
}

// misspelt finds names in a table that are those of fields of t but for their case.
func misspelt(text []byte, section string, written map[string]any, t reflect.Type) error {
	for field := range t.Fields() {
		name := field.Tag.Get("toml")
		for _, key := range slices.Sorted(maps.Keys(written)) {
			if key != name && strings.EqualFold(key, name) {
				return fmt.Errorf("line %d: there is no setting %s: write %s", lineOf(text, section+key), section+key, section+name)
			}
		}
		if inner, ok := written[name].(map[string]any); ok && field.Type.Kind() == reflect.Struct {
			if err := misspelt(text, name+".", inner, field.Type); err != nil {
				return err
			}
		}
	}
	return nil
}

// check finds the first value that its key does not allow.
func (s Settings) check(words *locale.Catalogue) (key, problem string) {
	_, nameErr := core.CheckOperatorName(s.Operator.Name)
	_, reserveErr := core.ParseSize(s.Files.Reserve)
	switch {
	case strings.TrimSpace(s.Operator.Name) == "":
		return "operator.name", "must not be empty"
	case nameErr != nil:
		return "operator.name", "is refused: " + words.Error(nameErr)
	case !s.Operator.Role.Valid():
		return "operator.role", "must be admin, supervisor or operator"
	case !slices.Contains(Themes(), s.Screen.Theme):
		return "screen.theme", "must be auto, dark, light or none"
	case !slices.Contains(Bells(), s.Screen.Bell):
		return "screen.bell", "must be off, unfocused or always"
	case len(strings.Fields(s.Files.Opener)) == 0:
		return "files.opener", "must be a command that opens files"
	case s.Files.Reserve != "" && (reserveErr != nil || s.Files.reserve() < minReserve):
		return "files.reserve", "must be a size of at least 1MB, such as 500MB, 2GB or 1TB"
	case s.Secrets.KeyCommand != "" && len(strings.Fields(s.Secrets.KeyCommand)) == 0:
		return "secrets.key_command", "must be a command that prints the key"
	}
	if key, problem := s.SSH.check(); problem != "" {
		return key, problem
	}
	_, err := s.Keymap()
	if e, ok := errors.AsType[*core.Error](err); ok {
		for _, arg := range e.Args {
			if id := fmt.Sprint(arg); s.Keys[id] != nil {
				return "keys." + id, "is refused: " + words.Error(err)
			}
		}
	}
	return "", ""
}

// Keymap is the keys of the screen with the changes that the settings make.
func (s Settings) Keymap() (*keymap.Map, error) {
	m := keymap.New()
	return m, m.Rebind(s.Keys)
}

// lineOf finds the line that sets a key or begins a section. The decoder has positions
// only for its own errors; no two sections share a name that is complained about.
func lineOf(text []byte, key string) int {
	name := key[strings.LastIndex(key, ".")+1:]
	for i, line := range strings.Split(string(text), "\n") {
		before, _, sets := strings.Cut(line, "=")
		before = strings.TrimSpace(before)
		if sets && strings.HasSuffix(before, name) || sets && strings.HasPrefix(before, name+".") || !sets && strings.HasPrefix(before, "["+name+"]") {
			return i + 1
		}
	}
	return 1
}

// decodeError describes an error of the TOML decoder.
func decodeError(err error) string {
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok && len(strict.Errors) > 0 {
		line, _ := strict.Errors[0].Position()
		return fmt.Sprintf("line %d: there is no setting %s", line, strings.Join(strict.Errors[0].Key(), "."))
	}
	e, ok := errors.AsType[*toml.DecodeError](err)
	if !ok {
		return err.Error()
	}
	line, _ := e.Position()
	what, wanted, mistyped := strings.Cut(strings.TrimPrefix(e.Error(), "toml: "), " into ")
	if mistyped {
		what = strings.Replace(what, "cannot decode TOML", "has the wrong type:", 1)
		if _, field, ok := strings.Cut(wanted, " of type "); ok {
			wanted = field
		}
		switch wanted {
		case "[]string":
			what += `; it must be a list, as ["x"]`
		case "bool":
			what += "; it must be true or false"
		case "string":
			what += "; it must be a text in quotes"
		}
	}
	if key := strings.Join(e.Key(), "."); key != "" {
		return fmt.Sprintf("line %d: %s %s", line, key, what)
	}
	return fmt.Sprintf("line %d: %s", line, what)
}
