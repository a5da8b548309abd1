package canned

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
)

// stdin is how a flag or an argument names standard input.
const stdin = "-"

// maxText is the most bytes of a text: far more than any message has.
const maxText = 64 << 10

// readText is the text that a flag gives, or standard input.
func readText(env *cli.Env, flag string) (string, error) {
	text, err := env.TextOrInput(flag, "the text", maxText+1)
	if flag == stdin && len(text) > maxText {
		return "", fmt.Errorf("the text on standard input is too long: it has more than %s", core.WholeSize(maxText))
	}
	return text, err
}

func newAdd(env *cli.Env) *cobra.Command {
	var brand, language, text string
	var files []string
	cmd := &cobra.Command{
		Use:   "add SHORTCUT",
		Short: "Add a canned reply",
		Long: `Add a canned reply. The text comes from --text or from standard input. It may
hold variables such as {visitor.first_name}; see tgdesk help replies. Files are
copied into the desk, after a check against what the brand accepts, or without
--brand against what every brand accepts.`,
		Example: "  tgdesk canned add hi --text 'Hello {visitor.first_name}, this is {operator}.'\n" +
			"  tgdesk canned add price --brand acme --language ja --file prices.pdf < price-ja.txt",
		Args: cli.OneArgument("shortcut"),
		RunE: func(cmd *cobra.Command, args []string) error {
			c := core.CannedReply{Shortcut: strings.TrimPrefix(args[0], ";"), Language: language}
			var err error
			if !cmd.Flags().Changed("text") {
				text = stdin
				if env.Terminals().In {
					if len(files) == 0 {
						return cli.Usagef("%s needs a text: give --text, or standard input. Try: %s --help", cmd.CommandPath(), cmd.CommandPath())
					}
					text = ""
				}
			}
			if c.Text, err = readText(env, text); err != nil {
				return err
			}
			ctx := cmd.Context()
			return env.Change(ctx, cmd.CommandPath(), func(d *desk.Desk, op core.Operator) error {
				if c.Brand, err = brandID(ctx, d, brand); err != nil {
					return err
				}
				return save(ctx, env, d, op, c, files, "Added")
			})
		},
	}
	brandFlag(env, cmd, &brand, "brand", "the brand whose chats it is for (default all brands)")
	cmd.Flags().StringVar(&language, "language", "", "the language of the text, as en or pt-br (default any)")
	cmd.Flags().StringVar(&text, "text", "", "the text (default standard input)")
	cmd.Flags().StringArrayVar(&files, "file", nil, "a file to send with it; may be repeated")
	return cmd
}

// save stores a canned reply with new files and says so.
func save(ctx context.Context, env *cli.Env, d *desk.Desk, op core.Operator, c core.CannedReply, files []string, done string) error {
	if err := core.MayManageCanned(op, c.Brand); err != nil { // before files travel
		return err
	}
	checked, remove, err := fetchFiles(ctx, env, d, op, c.Brand, files)
	defer remove()
	if err != nil {
		return err
	}
	saved, err := d.SaveCanned(ctx, op.ID, c, checked)
	if err != nil {
		return cli.InvalidIsUsage(err)
	}
	names, err := brandNames(ctx, d)
	if err != nil {
		return err
	}
	return env.Printf("%s %s, #%d.\n", done, describe(names, saved), saved.ID)
}

// editFlags are what canned edit changes.
type editFlags struct {
	shortcut, brand, language, text string
	files, dropped                  []string
}

func newEdit(env *cli.Env) *cobra.Command {
	var w which
	var f editFlags
	cmd := w.on(env, &cobra.Command{
		Use:   "edit SHORTCUT",
		Short: "Change a canned reply",
		Long: `Change a canned reply; what no flag names stays. --brand and --language say which
of several variants is meant, --set-brand and --set-language what it becomes.`,
		Example: "  tgdesk canned edit hi --text 'Good day, {visitor.name}'\n" +
			"  tgdesk canned edit hi --language ja --set-brand acme\n  tgdesk canned edit price --remove-file old.pdf --file new.pdf",
		RunE: func(cmd *cobra.Command, args []string) error {
			changed := cmd.Flags().Changed
			if !slices.ContainsFunc([]string{"shortcut", "set-brand", "set-language", "text", "file", "remove-file"}, changed) {
				return cli.Usagef("Nothing to change: name at least one of the flags. Try: %s --help", cmd.CommandPath())
			}
			var err error
			if f.text, err = readText(env, f.text); err != nil {
				return err
			}
			ctx := cmd.Context()
			return w.change(env, cmd, args[0], func(d *desk.Desk, op core.Operator, c core.CannedReply) error {
				if c, err = f.apply(ctx, d, c, changed); err != nil {
					return err
				}
				return save(ctx, env, d, op, c, f.files, "Changed")
			})
		},
	})
	cmd.Flags().StringVar(&f.shortcut, "shortcut", "", "the new shortcut")
	brandFlag(env, cmd, &f.brand, "set-brand", "the brand whose chats it shall be for, or all")
	cmd.Flags().StringVar(&f.language, "set-language", "", "the language of the text, or any")
	cmd.Flags().StringVar(&f.text, "text", "", "the new text, or - for standard input")
	cmd.Flags().StringArrayVar(&f.files, "file", nil, "a further file to send with it; may be repeated")
	cmd.Flags().StringArrayVar(&f.dropped, "remove-file", nil, "the name of a file to take off; may be repeated")
	return cmd
}

// apply returns c with what the given flags change of it.
func (f *editFlags) apply(ctx context.Context, r core.Reader, c core.CannedReply, given func(string) bool) (_ core.CannedReply, err error) {
	if given("shortcut") {
		c.Shortcut = strings.TrimPrefix(f.shortcut, ";")
	}
	if given("text") {
		c.Text = f.text
	}
	if given("set-language") {
		if c.Language = f.language; c.Language == anyLanguage {
			c.Language = ""
		}
	}
	if given("set-brand") {
		if c.Brand, err = brandID(ctx, r, f.brand); err != nil {
			return c, err
		}
	}
	for _, name := range f.dropped {
		i := slices.IndexFunc(c.Files, func(s core.StoredFile) bool { return s.Name == name })
		if i < 0 {
			return c, cli.Usagef("The canned reply has no file %s.", clean.Line(name))
		}
		c.Files = slices.Delete(slices.Clone(c.Files), i, i+1)
	}
	return c, nil
}

func newRemove(env *cli.Env) *cobra.Command {
	var w which
	return w.on(env, env.WithYes("remove without asking", &cobra.Command{
		Use:   "remove SHORTCUT",
		Short: "Remove a canned reply",
		Long: `Remove a canned reply. What was sent stays; its files stay as long as a message
or a draft has them.`,
		Example: "  tgdesk canned remove hi --language ja",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			return w.change(env, cmd, args[0], func(d *desk.Desk, op core.Operator, c core.CannedReply) error {
				names, err := brandNames(ctx, d)
				if err != nil {
					return err
				}
				if err := env.Confirm(ctx, fmt.Sprintf("Remove the canned reply %s?", describe(names, c)), false); err != nil {
					return err
				}
				if err := d.RemoveCanned(ctx, op.ID, c.ID); err != nil {
					return err
				}
				return env.Printf("Removed %s.\n", describe(names, c))
			})
		},
	}))
}
