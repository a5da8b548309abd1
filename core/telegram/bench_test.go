package telegram

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// hundredUpdates is a getUpdates result of 100 text messages, about 420 bytes each.
func hundredUpdates() json.RawMessage {
	var list []string
	for i := range 100 {
		list = append(list, fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"from":{"id":700000%03d,"is_bot":false,"first_name":"Visitor","last_name":"Number %d",`+
			`"username":"visitor_%d","language_code":"en"},"chat":{"id":700000%03d,"first_name":"Visitor","last_name":"Number %d","username":"visitor_%d","type":"private"},`+
			`"date":1790000000,"text":"Hello, my order %d has not come yet; could you please look where it is? Thank you very much."}}`,
			900000000+i, 5000+i, i, i, i, i, i, i, i))
	}
	return json.RawMessage("[" + strings.Join(list, ",") + "]")
}

func perUpdate(b *testing.B) {
	b.ReportMetric(float64(b.N)*100/b.Elapsed().Seconds(), "updates/s")
}

// BenchmarkDecode is the cost of a poll's answer without the network.
func BenchmarkDecode(b *testing.B) {
	raw := hundredUpdates()
	b.ReportAllocs()
	for b.Loop() {
		var elements []json.RawMessage
		if err := json.Unmarshal(raw, &elements); err != nil || len(decodeBatch(elements, 0).Whole().Updates) != 100 {
			b.Fatal(err)
		}
	}
	perUpdate(b)
}

// BenchmarkDecodePlain decodes with gotgbot alone, for comparison.
func BenchmarkDecodePlain(b *testing.B) {
	raw := hundredUpdates()
	b.ReportAllocs()
	for b.Loop() {
		var updates []gotgbot.Update
		if err := json.Unmarshal(raw, &updates); err != nil || len(updates) != 100 {
			b.Fatal(err)
		}
	}
	perUpdate(b)
}

// BenchmarkDecodeNested decodes 4 MB, the most that Telegram's server returns, of
// replies to replies: as deep as gotgbot is given them, and deeper.
func BenchmarkDecodeNested(b *testing.B) {
	const reply = `{"message_id":5,"date":1,"chat":{"id":77,"type":"private"},"text":"before","reply_to_message":`
	for _, levels := range []int{maxNesting - 6, 300, 9_000} {
		update := message(`"text":"hello","reply_to_message":` + strings.Repeat(reply, levels) + "null" + strings.Repeat("}", levels))
		raw := json.RawMessage("[" + strings.TrimSuffix(strings.Repeat(update+",", 4<<20/len(update)), ",") + "]")
		b.Run(fmt.Sprint(levels), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var elements []json.RawMessage
				if err := json.Unmarshal(raw, &elements); err != nil || len(decodeBatch(elements, 0).Whole().Updates) == 0 {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkPoll is a poll over a loopback connection.
func BenchmarkPoll(b *testing.B) {
	body := []byte(`{"ok":true,"result":` + string(hundredUpdates()) + `}`)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		_, _ = w.Write(body)
	}))
	defer s.Close()
	l := New(Options{APIURL: s.URL}).Connect(core.Token("123456789:"+strings.Repeat("x", 35)), core.Server{})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := l.Poll(b.Context(), 1); err != nil {
			b.Fatal(err)
		}
	}
	perUpdate(b)
}

// BenchmarkSend is a send over a loopback connection.
func BenchmarkSend(b *testing.B) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("text") == "" {
			w.WriteHeader(http.StatusBadRequest)
		}
		_, _ = w.Write([]byte(`{"ok":true,"result":{"message_id":1,"date":1790000000}}`))
	}))
	defer s.Close()
	l := New(Options{APIURL: s.URL}).Connect(core.Token("123456789:"+strings.Repeat("x", 35)), core.Server{})
	out := core.Outgoing{TelegramID: 700000001, Text: "Your order left our warehouse this morning and should be with you tomorrow."}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := l.Send(b.Context(), out); err != nil {
			b.Fatal(err)
		}
	}
}
