package botsim_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tgdesk/core/telegram/botsim"
)

// response is an HTTP answer.
type response struct {
	Status      int
	Header      http.Header
	Body        string
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	ErrorCode   int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int `json:"retry_after"`
	} `json:"parameters"`
}

// update has the fields of an update that the tests check.
type update struct {
	ID      int64    `json:"update_id"`
	Message *wireMsg `json:"message"`
	Edited  *wireMsg `json:"edited_message"`
	Member  *struct {
		Chat struct{ ID int64 }
		Old  struct{ Status string } `json:"old_chat_member"`
		New  struct{ Status string } `json:"new_chat_member"`
	} `json:"my_chat_member"`
}

type wireMsg struct {
	ID       int64 `json:"message_id"`
	Date     int64 `json:"date"`
	EditDate int64 `json:"edit_date"`
	From     struct {
		ID       int64
		IsBot    bool   `json:"is_bot"`
		Language string `json:"language_code"`
	} `json:"from"`
	Chat struct {
		ID   int64
		Type string
	} `json:"chat"`
	Text    string   `json:"text"`
	ReplyTo *wireMsg `json:"reply_to_message"`
}

// caller calls the Bot API with plain HTTP requests.
type caller struct {
	base   string
	client *http.Client
}

// newSim serves a Sim on a loopback port until the test ends.
func newSim(t *testing.T, opts ...botsim.Option) (*botsim.Sim, caller) {
	t.Helper()
	sim := botsim.New(opts...)
	base, err := sim.Start()
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(func() { client.CloseIdleConnections(); sim.Close() })
	return sim, caller{base, client}
}

// inMemory returns a caller that is connected in memory.
func inMemory(t *testing.T, sim *botsim.Sim) caller {
	t.Helper()
	t.Cleanup(sim.Close)
	return caller{"http://botsim.test", sim.Client()}
}

func (c caller) do(ctx context.Context, r *http.Request) (response, error) {
	resp, err := c.client.Do(r.WithContext(ctx))
	if err != nil {
		return response{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	out := response{Status: resp.StatusCode, Header: resp.Header, Body: string(body)}
	if err == nil && json.Valid(body) {
		err = json.Unmarshal(body, &out)
	}
	return out, err
}

// try calls a method with urlencoded parameters, alternating names and values.
func (c caller) try(ctx context.Context, token, method string, pairs ...string) (response, error) {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	r, err := http.NewRequest("POST", c.base+"/bot"+token+"/"+method, strings.NewReader(form.Encode()))
	if err != nil {
		return response{}, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.do(ctx, r)
}

func (c caller) call(t *testing.T, token, method string, pairs ...string) response {
	t.Helper()
	out, err := c.try(t.Context(), token, method, pairs...)
	if err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	return out
}

// updates polls and decodes.
func (c caller) updates(t *testing.T, token string, pairs ...string) []update {
	t.Helper()
	return decode[[]update](t, c.call(t, token, "getUpdates", pairs...))
}

// decode decodes the result of a successful answer.
func decode[T any](t *testing.T, r response) T {
	t.Helper()
	var v T
	if !r.OK {
		t.Fatalf("not ok: %s", r.Body)
	}
	if err := json.Unmarshal(r.Result, &v); err != nil {
		t.Fatalf("decode %s: %v", r.Result, err)
	}
	return v
}

func readUpdates(r response) ([]update, error) {
	var list []update
	err := json.Unmarshal(r.Result, &list)
	return list, err
}

func wantError(t *testing.T, r response, code int, description string) {
	t.Helper()
	if r.OK || r.Status != code || r.ErrorCode != code || r.Description != description {
		t.Errorf("got %d %s; want %d %q", r.Status, r.Body, code, description)
	}
}

// chunked returns a multipart body of unknown length, as streaming clients send it.
func chunked(fields map[string]string) (io.Reader, string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, value := range fields {
		_ = w.WriteField(name, value) // a buffer takes everything
	}
	_ = w.Close()
	return struct{ io.Reader }{&b}, w.FormDataContentType()
}

func ids(list []update) []int64 {
	out := make([]int64, len(list))
	for i, u := range list {
		out[i] = u.ID
	}
	return out
}

func texts(list []update) []string {
	var out []string
	for _, u := range list {
		out = append(out, u.Message.Text)
	}
	return out
}

var hana = botsim.User{ID: 77, FirstName: "Hana", LastName: "Sato", Username: "hana_s", Language: "ja"}
