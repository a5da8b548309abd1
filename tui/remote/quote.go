package remote

import (
	"strings"

	"tgdesk/core"
)

// Split makes arguments of a command line as a POSIX shell does, with quotes and
// backslashes and without anything else that a shell knows. go-shlex, which the
// SSH library uses, drops empty arguments and parts at spaces that a shell does not.
func Split(line string) ([]string, error) {
	var args []string
	var arg strings.Builder
	begun, escaped, quote := false, false, rune(0)
	for _, r := range line {
		switch {
		case escaped:
			if quote == '"' && !strings.ContainsRune("\"\\$`\n", r) {
				arg.WriteByte('\\')
			}
			if r != '\n' {
				arg.WriteRune(r)
			}
			escaped = false
		case r == '\\' && quote != '\'':
			begun, escaped = true, true
		case quote == 0 && (r == '\'' || r == '"'):
			begun, quote = true, r
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && strings.ContainsRune(" \t\r\n", r):
			if begun {
				args = append(args, arg.String())
				arg.Reset()
			}
			begun = false
		default:
			begun = true
			arg.WriteRune(r)
		}
	}
	if quote != 0 || escaped {
		return nil, core.NewError(core.CodeInvalid, "ssh_unclosed_quote")
	}
	if begun {
		args = append(args, arg.String())
	}
	return args, nil
}

// Quote makes a command line that Split, and a shell, part into these arguments.
func Quote(args []string) string {
	quoted := make([]string, len(args))
	for i, a := range args {
		quoted[i] = "'" + strings.ReplaceAll(a, "'", `'\''`) + "'"
	}
	return strings.Join(quoted, " ")
}
