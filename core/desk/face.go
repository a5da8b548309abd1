package desk

import (
	"context"

	"tgdesk/core"
)

// SetFace changes what a brand wants its bot to show of itself in a language, "" for
// everybody whose language has nothing of its own. The engine sets it at Telegram. Of a
// brand that never had a face nothing is touched there.
func (d *Desk) SetFace(ctx context.Context, op core.OperatorID, id core.BrandID, language string, ch core.FaceChange) (core.BrandFace, error) {
	language, err := core.CheckFaceLanguage(language)
	if err != nil {
		return core.BrandFace{}, err
	}
	face, err := onBrand(ctx, d, op, id, func(t *tx, b core.BrandView) (core.BrandFace, error) {
		face := core.BrandFace{Brand: id, Language: language}
		all, err := t.BrandFaces(ctx, id)
		if err != nil {
			return face, err
		}
		for _, f := range all {
			if f.Language == language {
				face = f
			}
		}
		next, err := ch.Apply(face.Face)
		if err != nil || next.Equal(face.Face) {
			return face, err
		}
		before, after := face.Face.Differences(next)
		face = face.Changed(next)
		if err := t.SaveBrandFace(ctx, face); err != nil {
			return face, err
		}
		if language == "" { // what others have may stand there because this had it
			if err := forgetFaces(ctx, t, id, func(f core.BrandFace) bool { return f.Language != "" }); err != nil {
				return face, err
			}
		}
		t.Emit(core.Event{Kind: core.EventBrand, Brand: id})
		subject := b.Name
		if language != "" {
			subject += " (" + language + ")"
		}
		return face, t.Audit(ctx, core.AuditEntry{Act: core.ActFaceChanged, Brand: id, Subject: subject, Before: before, After: after})
	})
	if err == nil {
		d.engine.WakeFaces(id)
	}
	return face, err
}

// forgetFaces has some faces of a brand compared with Telegram again.
func forgetFaces(ctx context.Context, tx core.Tx, id core.BrandID, which func(core.BrandFace) bool) error {
	faces, err := tx.BrandFaces(ctx, id)
	for _, f := range faces {
		if err == nil && which(f) {
			err = tx.SaveBrandFace(ctx, f.Unknown())
		}
	}
	return err
}

// FaceAtTelegram asks Telegram what a brand's bot shows in a language.
func (d *Desk) FaceAtTelegram(ctx context.Context, op core.OperatorID, id core.BrandID, language string) (core.Face, error) {
	language, err := core.CheckFaceLanguage(language)
	if err != nil {
		return core.Face{}, err
	}
	link, err := d.linkFor(ctx, op, id)
	if err != nil {
		return core.Face{}, err
	}
	face, err := link.Face(ctx, language)
	if failed := core.SendFailure(err); failed != nil {
		return face, core.NewError(core.CodeUnavailable, "face_unknown", failed.Detail).Because(err)
	}
	return face, nil
}
