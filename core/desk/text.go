package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"tgdesk/core"
)

// TextChange is what becomes of a brand's automatic texts of a kind; what is nil stays.
type TextChange struct {
	Kind     core.TextKind
	Language string  // of Text; "" = any
	Text     *string // "" removes the brand's own text, so that another one is sent
	On       *bool
}

// SetBrandText changes a brand's automatic texts, and returns all that it has then.
func (d *Desk) SetBrandText(ctx context.Context, op core.OperatorID, id core.BrandID, ch TextChange) (core.BrandTexts, error) {
	return onBrand(ctx, d, op, id, func(t *tx, b core.BrandView) (core.BrandTexts, error) {
		texts, err := t.BrandTexts(ctx, id)
		if err != nil {
			return nil, err
		}
		before := describeTexts(texts, ch.Kind)
		if err := t.setText(ctx, b.Brand, texts, ch); err != nil {
			return nil, err
		}
		if texts, err = t.BrandTexts(ctx, id); err != nil {
			return nil, err
		}
		after := describeTexts(texts, ch.Kind)
		if after == before {
			return texts, nil
		}
		t.Emit(core.Event{Kind: core.EventBrand, Brand: id})
		return texts, t.Audit(ctx, core.AuditEntry{Act: core.ActTextChanged, Brand: id, Subject: string(ch.Kind), Before: before, After: after})
	})
}

// setText stores a change of the automatic texts that a brand has.
func (t *tx) setText(ctx context.Context, b core.Brand, texts core.BrandTexts, ch TextChange) error {
	own := core.BrandText{Kind: ch.Kind, Language: ch.Language}
	if ch.Text != nil {
		own.Text = *ch.Text
	}
	if ch.Language != "" && own.Text == "" { // it is not stored, but its kind and language are checked
		own.Text = ch.Kind.BuiltIn()
	}
	own, err := own.Checked(b.Options.Markup)
	if err != nil {
		return err
	}
	if own.Language != "" && ch.Text != nil {
		if *ch.Text == "" {
			err = t.DeleteBrandText(ctx, b.ID, own.Kind, own.Language)
		} else {
			err = t.SaveBrandText(ctx, b.ID, own)
		}
		if err != nil {
			return err
		}
	}
	if own.Language != "" && ch.On == nil {
		return nil
	}
	standard, _ := texts.Of(ch.Kind, "")
	standard.On = texts.On(ch.Kind)
	if own.Language == "" && ch.Text != nil {
		standard.Text = own.Text
	}
	if ch.On != nil {
		standard.On = *ch.On
	}
	return t.SaveBrandText(ctx, b.ID, standard)
}

// describeTexts is all of a brand's texts of a kind on one line, for the audit.
func describeTexts(texts core.BrandTexts, k core.TextKind) string {
	described := map[bool]string{true: "on", false: "off"}[texts.On(k)]
	for _, language := range append([]string{""}, texts.Languages(k)...) {
		if own, ok := texts.Of(k, language); ok && own.Text != "" {
			described += fmt.Sprintf("; %s: %s", language, strings.Join(strings.Fields(own.Text), " "))
		}
	}
	return described
}

// deleteTextsOf deletes the automatic texts of a brand.
func (t *tx) deleteTextsOf(ctx context.Context, id core.BrandID) error {
	texts, err := t.BrandTexts(ctx, id)
	for _, b := range texts {
		err = errors.Join(err, t.DeleteBrandText(ctx, id, b.Kind, b.Language))
	}
	return err
}
