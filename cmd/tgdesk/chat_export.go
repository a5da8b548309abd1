package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"tgdesk/core"
)

func newChatExport(c *cli) *cobra.Command {
	var format, file string
	cmd := &cobra.Command{
		Use:   "export ID",
		Short: "Export a chat's transcript as text, HTML or JSON",
		Long: `Export the transcript of a chat. html is one file that needs nothing else and
runs nothing; json is the document of chat show. A file is written with mode
0600, and only when the whole transcript could be read.`,
		Example: "  tgdesk chat export 12\n  tgdesk chat export 12 --format html -o chat-12.html",
		Args:    oneChat,
		RunE: func(cmd *cobra.Command, args []string) error {
			write, err := c.exporter(cmd.Context(), format)
			if err != nil {
				return err
			}
			return c.readChat(cmd.Context(), args[0], func(r core.Reader, row core.ChatRow) error {
				if file == "" || file == "-" {
					return write(c.out, r, row)
				}
				return intoFile(file, func(w io.Writer) error { return write(w, r, row) })
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text, html or json")
	cmd.Flags().StringVarP(&file, "output", "o", "", "write to this file (default standard output)")
	complete(cmd, "format", []string{"text", "html", "json"})
	return cmd
}

// exportFunc writes one chat.
type exportFunc func(io.Writer, core.Reader, core.ChatRow) error

func (c *cli) exporter(ctx context.Context, format string) (exportFunc, error) {
	write := map[string]func(context.Context, io.Writer, core.Reader, core.ChatRow) error{
		"text": c.writeChatText, "html": c.writeChatHTML, "json": c.writeChatJSON,
	}[format]
	if write == nil {
		return nil, misusef("--format is text, html or json, not %q.", format)
	}
	return func(w io.Writer, r core.Reader, row core.ChatRow) error { return write(ctx, w, r, row) }, nil
}

// intoFile lets fn write a file that appears, or replaces an older one, only
// when it is complete. What is no regular file (a pipe, /dev/stdout) is written
// directly.
func intoFile(path string, fn func(io.Writer) error) (err error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return intoDevice(path, fn)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".tgdesk-*")
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	w := bufio.NewWriter(f)
	err = errors.Join(fn(w), w.Flush(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("writing %s: %w", path, err), os.Remove(f.Name()))
	}
	return nil
}

func intoDevice(path string, fn func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	w := newOutput(f)
	return errors.Join(fn(w), w.Flush(), f.Close())
}
