package operator

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/sshkey"
)

// readKey returns the text of the public key in a file, which is one that can be added.
func readKey(env *cli.Env, path string) (string, error) {
	key, _, err := env.ReadInput(path, "key", sshkey.MaxText)
	if err != nil {
		return "", err
	}
	key = strings.TrimSpace(key)
	_, err = sshkey.Parse(key)
	return key, err
}

func newKeyAdd(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "add NAME FILE",
		Short: "Let an operator sign in with a public SSH key",
		Long: `Let an operator sign in with the public key in FILE, such as id_ed25519.pub, or on
standard input for "-". A key belongs to one operator. Taken are ed25519, ECDSA, their
kinds on security keys, and RSA of 3072 bits or more.`,
		Example:           "  tgdesk operator key add mika ~/.ssh/id_ed25519.pub\n  curl -s https://git.example/mika.keys | tgdesk operator key add mika -",
		Args:              arguments("NAME and FILE, with - for standard input"),
		ValidArgsFunction: completeOperators(env),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := readKey(env, args[1])
			if err != nil {
				return err
			}
			return changeOperator(env, cmd, args[0], func(c change) error {
				k, err := c.desk.AddKey(c.ctx, c.by.ID, c.operator.ID, text)
				if err != nil {
					return err
				}
				return env.Printf("%s can sign in with %s.\n", clean.Line(c.operator.Name), keyText(k))
			})
		},
	}
}

func newKeyRevoke(env *cli.Env) *cobra.Command {
	return env.WithYes("revoke without asking", &cobra.Command{
		Use:   "revoke NAME FINGERPRINT",
		Short: "End what an operator's key opens, open screens too",
		Long: `End what a key opens: nobody signs in with it any more, and what is open ends at
once. The beginning of the fingerprint is enough where no other key begins so.`,
		Example:           "  tgdesk operator key revoke mika SHA256:Lk3x",
		Args:              arguments("NAME and FINGERPRINT"),
		ValidArgsFunction: completeOperators(env),
		RunE: func(cmd *cobra.Command, args []string) error {
			return changeOperator(env, cmd, args[0], func(c change) error {
				if err := core.MayManage(c.by); err != nil {
					return err
				}
				k, err := c.key(args[1])
				if err != nil {
					return err
				}
				if err := env.Confirm(c.ctx, fmt.Sprintf("Revoke %s of %s?", keyText(k), clean.Line(c.operator.Name)), false); err != nil {
					return err
				}
				if err := c.desk.RevokeKey(c.ctx, c.by.ID, c.operator.ID, k.Fingerprint); err != nil {
					return err
				}
				return env.Printf("Revoked %s of %s.\n", keyText(k), clean.Line(c.operator.Name))
			})
		},
	})
}

// arguments is for commands that take exactly two, called so.
func arguments(names string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 2 && args[0] != "" && args[1] != "" {
			return nil
		}
		return cli.Usagef("%s takes %s. Try: %s --help", cmd.CommandPath(), names, cmd.CommandPath())
	}
}

// fingerprintKind begins every fingerprint; it may be left out.
const fingerprintKind = "SHA256:"

// key finds the operator's live key whose fingerprint begins with prefix.
func (c change) key(prefix string) (core.OperatorKey, error) {
	keys, err := c.desk.OperatorKeys(c.ctx)
	if err != nil {
		return core.OperatorKey{}, err
	}
	var found []core.OperatorKey
	for _, k := range keys {
		if k.Operator == c.operator.ID && strings.HasPrefix(k.Fingerprint, fingerprintKind+strings.TrimPrefix(prefix, fingerprintKind)) {
			found = append(found, k)
		}
	}
	switch len(found) {
	case 0:
		return core.OperatorKey{}, core.NewError(core.CodeNotFound, "ssh_key_not_found", prefix)
	case 1:
		return found[0], nil
	}
	var list []string
	for _, k := range found {
		list = append(list, keyText(k))
	}
	return core.OperatorKey{}, errors.New("several keys begin so: give more of one of " + strings.Join(list, ", "))
}

// keyText is a key for a sentence.
func keyText(k core.OperatorKey) string {
	text := k.Type + " " + k.Fingerprint
	if k.Comment != "" {
		text += " (" + string(clean.Line(k.Comment)) + ")"
	}
	return text
}
