package core

// Face is what a bot shows of itself in one language.
type Face struct {
	Name        string // at most MaxBotName characters
	About       string // beside its name and in its profile: at most MaxBotAbout characters
	Description string // in the empty chat: at most MaxBotDescription characters
	Commands    []BotCommand
}

// BotCommand is an entry of the bot's menu.
type BotCommand struct {
	Name        string // without the slash: a-z, 0-9 and _, at most MaxCommandName
	Description string // at most MaxCommandDescription characters
}

// What Telegram accepts of a face (core.telegram.org/bots/api#setmycommands and the
// methods beside it), in characters.
const (
	MaxBotName            = 64
	MaxBotAbout           = 120
	MaxBotDescription     = 512
	MaxCommands           = 100
	MaxCommandName        = 32
	MaxCommandDescription = 256
)
