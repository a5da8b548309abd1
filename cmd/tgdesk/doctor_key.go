package main

import (
	"context"

	"tgdesk/store/seal"
)

// examineKey says which key of the bot tokens is in force, and returns it; it
// says nothing of the key itself.
func (c *cli) examineKey(ctx context.Context) (seal.Key, []finding) {
	const check = "key"
	s, err := c.readSettings()
	if err != nil {
		return seal.Key{}, nil // examineSettings has said so
	}
	found, err := c.findKey(ctx, s)
	switch {
	case err != nil:
		return seal.Key{}, []finding{problem(check, "", "%s", sentence(err))}
	case found.None():
		return seal.Key{}, []finding{fine(check, "there is none yet: the first start makes %s", found.from)}
	}
	return found.Key, []finding{fine(check, "tokens are sealed with the key of %s", found.from)}
}
