package doctor

import (
	"context"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/store"
	"tgdesk/store/seal"
)

// checkKey says which key of the bot tokens is in force, and returns it; it
// says nothing of the key itself.
func checkKey(ctx context.Context, env *cli.Env) (seal.Key, []finding) {
	const check = "key"
	s, err := env.ReadSettings()
	if err != nil {
		return seal.Key{}, nil // examineSettings has said so
	}
	found, err := env.KeySource(s).Find(ctx)
	switch {
	case err != nil:
		return seal.Key{}, []finding{problem(check, "", "%s", cli.ErrorText(err))}
	case found.None():
		return seal.Key{}, []finding{ok(check, "there is none yet: the first start makes %s", found.From)}
	}
	return found.Key, []finding{ok(check, "tokens are sealed with the key of %s", found.From)}
}

// checkDatabase looks at everything for which the database must open.
func checkDatabase(ctx context.Context, env *cli.Env, key seal.Key) []finding {
	if err := env.RefuseLinks(); err != nil {
		return []finding{problem("database", "", "it is not opened: %s", cli.ErrorText(err)), checkAPI(ctx, env)}
	}
	db, err := store.OpenReader(env.DeskDir(), store.Options{Key: key})
	if cli.NoDeskYet(err) {
		return []finding{ok("database", "there is none yet"), checkAPI(ctx, env)}
	}
	if err != nil {
		return []finding{problem("database", "", "%s", cli.ErrorText(err)), checkAPI(ctx, env)}
	}
	defer func() { _ = db.Close() }()
	found := append([]finding{checkContent(ctx, db)}, checkEngine(ctx, env, db)...)
	found = append(found, checkMedia(ctx, env, db)...)
	if n, err := db.QuarantinedUpdates(ctx); err == nil && n > 0 {
		found = append(found, warning("updates", "They are in the table kept_updates; a newer tgdesk may understand them.",
			"%d updates were not understood, or not in full, and are kept as they came", n))
	}
	api := checkAPI(ctx, env)
	found = append(found, api)
	return append(found, checkChannels(ctx, env, db, api.Status == statusOK)...)
}

func checkContent(ctx context.Context, db *store.DB) finding {
	if err := db.Check(ctx); err != nil {
		return problem("database", "", "%s", cli.ErrorText(err))
	}
	counts, err := db.Counts(ctx)
	if err != nil {
		return problem("database", "", "%s", cli.ErrorText(err))
	}
	unsent, err := db.Unsent(ctx)
	if err != nil {
		return problem("database", "", "%s", cli.ErrorText(err))
	}
	return ok("database", "sound; %d pending, %d unanswered, %d active, %d completed; %d replies not sent yet",
		counts[core.Pending], counts[core.Unanswered], counts[core.Active], counts[core.Completed], unsent)
}
