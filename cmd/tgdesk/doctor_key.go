package main

import (
	"context"
	"os"
	"path/filepath"

	"tgdesk/store"
)

// examineKey says which key of the bot tokens is in force, and returns it; it
// says nothing of the key itself.
func (c *cli) examineKey(ctx context.Context) (store.Key, []finding) {
	const check = "key"
	s, err := c.readSettings()
	if err != nil {
		return store.Key{}, nil // examineSettings has said so
	}
	found, err := c.findKey(ctx, s)
	switch {
	case err != nil:
		return store.Key{}, []finding{problem(check, "", "%s", sentence(err))}
	case found.None():
		return store.Key{}, append([]finding{fine(check, "there is none yet: the first start makes %s", found.from)}, c.examineOldKey()...)
	}
	return found.Key, append([]finding{fine(check, "tokens are sealed with the key of %s", found.from)}, c.examineOldKey()...)
}

// examineOldKey looks for the key that older desks kept in their folder.
func (c *cli) examineOldKey() []finding {
	path := filepath.Join(c.deskDir(), store.OldKeyName)
	if _, err := os.Lstat(path); err != nil {
		return nil // there is none, or examineFolder has said why nobody can look
	}
	return []finding{warning("key", "Start the desk: it seals the tokens with the key in force and removes the old one.",
		"an old key lies beside the database: %s", path)}
}
