package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
	"tgdesk/core/crash"
)

// uploadPace is the slowest upload that is waited for, in bytes a second.
const minUploadRate = 64 << 10

// albumMost is how many files an album holds (core.telegram.org/bots/api#sendmediagroup).
const maxAlbum = 10

// SendFiles implements core.FileLink.
func (l *link) SendFiles(ctx context.Context, out core.Outgoing, files []core.Upload, progress func(core.Progress)) ([]core.Receipt, error) {
	if len(files) == 0 || len(files) > maxAlbum {
		return nil, &core.SendError{Outcome: core.OutcomeRefused, Detail: fmt.Sprintf("A message holds 1 to %d files, not %d.", maxAlbum, len(files))}
	}
	raw, f := sendWithReply(out, func(out core.Outgoing) (json.RawMessage, *failure) {
		if len(files) == 1 {
			return l.sendFile(ctx, out, files, progress)
		}
		return l.sendAlbum(ctx, out, files, progress)
	})
	if f != nil {
		return nil, f.sendError()
	}
	if len(files) == 1 {
		receipt, err := l.receipt(raw)
		return []core.Receipt{receipt}, err
	}
	return l.receipts(raw, len(files))
}

func (l *link) sendFile(ctx context.Context, out core.Outgoing, files []core.Upload, progress func(core.Progress)) (json.RawMessage, *failure) {
	params := map[string]any{"chat_id": out.TelegramID}
	if out.Text != "" {
		params["caption"] = out.Text
	}
	addEntitiesAndReply(params, "caption_entities", out)
	method, field := uploadMethod(files[0].Kind)
	switch files[0].Kind {
	case core.KindVideo:
		params["supports_streaming"] = true
	case core.KindPhoto, core.KindAudio, core.KindVoice:
	default: // what is sent as a document stays one
		params["disable_content_type_detection"] = true
	}
	return l.upload(ctx, method, params, []string{field}, files, progress)
}

// sending is the method that sends a kind, and the name it has there.
func uploadMethod(k core.Kind) (method, field string) {
	switch k {
	case core.KindPhoto:
		return "sendPhoto", "photo"
	case core.KindVideo:
		return "sendVideo", "video"
	case core.KindAudio:
		return "sendAudio", "audio"
	case core.KindVoice:
		return "sendVoice", "voice"
	default:
		return "sendDocument", "document"
	}
}

// albumItem is one of Telegram's InputMedia types; "media" names a part.
type albumItem struct {
	Type     string                  `json:"type"`
	Media    string                  `json:"media"`
	Caption  string                  `json:"caption,omitempty"`
	Entities []gotgbot.MessageEntity `json:"caption_entities,omitempty"`
}

func (l *link) sendAlbum(ctx context.Context, out core.Outgoing, files []core.Upload, progress func(core.Progress)) (json.RawMessage, *failure) {
	items, names := make([]albumItem, len(files)), make([]string, len(files))
	for i, file := range files {
		names[i] = "file" + strconv.Itoa(i)
		_, field := uploadMethod(file.Kind)
		items[i] = albumItem{Type: field, Media: "attach://" + names[i]}
	}
	items[0].Caption, items[0].Entities = out.Text, encodeEntities(out.Markup)
	params := map[string]any{"chat_id": out.TelegramID, "media": items}
	addEntitiesAndReply(params, "", core.Outgoing{ReplyTo: out.ReplyTo, Quote: out.Quote})
	return l.upload(ctx, "sendMediaGroup", params, names, files, progress)
}

// upload makes a request with files. gotgbot could too, but neither names a
// file's type nor the length of the whole.
func (l *link) upload(ctx context.Context, method string, params map[string]any, names []string, files []core.Upload, progress func(core.Progress)) (json.RawMessage, *failure) {
	c, token := l.client, l.token()
	if f := c.check(token); f != nil {
		return nil, f
	}
	fields, err := encodeFields(params)
	if err != nil {
		return nil, c.uploadFailure(err)
	}
	body, err := newForm(fields, names, files, progress)
	if err != nil {
		return nil, c.uploadFailure(err)
	}
	defer func() { _ = body.Close() }() // never fails
	q := request{method: method, timeout: sendTimeout + time.Duration(body.length/minUploadRate)*time.Second, via: c.sends}
	raw, x, err := c.post(ctx, token, q, body, body.contentType, body.length)
	if err == nil {
		return raw, nil
	}
	f := c.failureOf(err, x, token, q)
	complete, trouble := body.state()
	if p, ok := errors.AsType[*crash.Panic](trouble); ok {
		panic(p)
	}
	if trouble != nil && f.code == 0 {
		return nil, c.uploadFailure(errors.New(oneLine(trouble.Error())))
	}
	// A server that lacks a part of the request cannot have carried it out.
	f.connected = f.connected && (complete || f.status == http.StatusOK)
	return nil, f
}

// unreadableFile is an upload that failed at this end.
func (c *Client) uploadFailure(err error) *failure {
	f := new(failure).with(idUnreadableFile, "A file could not be read to its end, so nothing was sent.")
	f.err = err
	return f
}

// receipts reads an album's: one of them that cannot be read leaves all in
// doubt, for which is whose would be a guess.
func (l *link) receipts(raw json.RawMessage, count int) ([]core.Receipt, error) {
	var sent []json.RawMessage
	if err := json.Unmarshal(raw, &sent); err != nil || len(sent) != count {
		_, err := l.receipt(nil)
		return nil, err
	}
	out := make([]core.Receipt, count)
	for i := range sent {
		var err error
		if out[i], err = l.receipt(sent[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}
