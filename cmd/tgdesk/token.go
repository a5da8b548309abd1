package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

// maxTokenFile is the most bytes that a file with a token may have: a token
// has fewer than 100, and the rest can only be space around it.
const maxTokenFile = 4096

// tokenFile is where a token comes from: never from an argument, which
// others could see in the list of processes.
type tokenFile struct{ path string }

func addTokenFile(cmd *cobra.Command) *tokenFile {
	t := &tokenFile{}
	cmd.Flags().StringVar(&t.path, "token-file", "", "file with the token that @BotFather gave, or - for standard input")
	return t
}

func (t *tokenFile) isStdin() bool { return t.path == "-" }

// given refuses a command line without the flag.
func (t *tokenFile) given(cmd *cobra.Command) error {
	if t.path == "" {
		return misusef("%s needs --token-file FILE, or --token-file - for standard input.", cmd.CommandPath())
	}
	return nil
}

// read returns the token without the space around it. Errors name the file
// and hold none of its content.
func (t *tokenFile) read(stdin io.Reader) (string, error) {
	from, name := stdin, "standard input"
	if !t.isStdin() {
		f, err := os.Open(t.path)
		if err != nil {
			return "", fmt.Errorf("reading the token: %w", err)
		}
		defer func() { _ = f.Close() }() // it was only read
		from, name = f, t.path
	}
	text, err := io.ReadAll(io.LimitReader(from, maxTokenFile+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("reading the token from %s: %w", name, err)
	case len(text) > maxTokenFile:
		return "", fmt.Errorf("%s is too long to be a token", name)
	}
	token := strings.TrimSpace(string(text))
	if token == "" {
		return "", errors.New("there is no token in " + name)
	}
	return token, nil
}
