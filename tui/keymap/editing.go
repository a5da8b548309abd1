package keymap

// What the keys that edit text do.
const (
	CharLeft        Action = "char_left"
	CharRight       Action = "char_right"
	RowUp           Action = "row_up"
	RowDown         Action = "row_down"
	WordLeft        Action = "word_left"
	WordRight       Action = "word_right"
	LineStart       Action = "line_start"
	LineEnd         Action = "line_end"
	TextStart       Action = "text_start"
	TextEnd         Action = "text_end"
	DeleteBack      Action = "delete_back"
	DeleteForward   Action = "delete_forward"
	DeleteWordBack  Action = "delete_word_back"
	DeleteWord      Action = "delete_word"
	DeleteLineStart Action = "delete_line_start"
	DeleteLineEnd   Action = "delete_line_end"
	Undo            Action = "undo"
)

func editingKeys() []Binding {
	return []Binding{
		bind(CharLeft, Text, 0, "left", "ctrl+b"),
		bind(CharRight, Text, 0, "right"),
		bind(RowUp, Composer, 0, "up"),
		bind(RowDown, Composer, 0, "down"),
		bind(WordLeft, Text, 0, "alt+left", "ctrl+left", "alt+b"),
		bind(WordRight, Text, 0, "alt+right", "ctrl+right", "alt+f"),
		bind(LineStart, Text, 0, "home", "ctrl+a"),
		bind(LineEnd, Text, 0, "end", "ctrl+e"),
		bind(TextStart, Text, 0, "ctrl+home", "alt+<"),
		bind(TextEnd, Text, 0, "ctrl+end", "alt+>"),
		must(DeleteBack, Text, 0, "backspace", "ctrl+h"),
		bind(DeleteForward, Text, 0, "delete", "ctrl+d"),
		bind(DeleteWordBack, Text, 0, "ctrl+w", "alt+backspace"),
		bind(DeleteWord, Text, 0, "alt+d", "alt+delete"),
		bind(DeleteLineStart, Text, 0, "ctrl+u"),
		bind(DeleteLineEnd, Text, 0, "ctrl+k"),
		bind(Undo, Text, 0, "ctrl+_", "ctrl+z"),
	}
}
