package core

import (
	"fmt"
	"strings"
	"testing"
)

func TestCheckTag(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"vip": "vip", " #VIP ": "VIP", "follow-up_2": "follow-up_2", "返品": "返品", "สวัสดี": "สวัสดี", "हिन्दी": "हिन्दी", "e\u0301te": "\u00e9te", "٣": "٣",
	} {
		if got, err := CheckTag(in); got != want || err != nil {
			t.Errorf("%q is %q, %v", in, got, err)
		}
	}
	for in, id := range map[string]string{
		"": "tag_empty", " # ": "tag_empty", "a b": "tag_format", "-": "tag_format", "__": "tag_format", "a,b": "tag_format", "##a": "tag_format", "\u3164": "tag_format",
		"a\u200bb": "tag_format", "a\x1b[m": "tag_format", "\xff": "tag_format", "\u0301": "tag_format", strings.Repeat("x", MaxTag+1): "tag_too_long",
	} {
		if _, err := CheckTag(in); err == nil || err.(*Error).ID != id {
			t.Errorf("%q: %v, want %s", in, err, id)
		}
	}
}

func TestTagsChanged(t *testing.T) {
	t.Parallel()
	tags, err := Tags("").Changed([]string{"vip", "Refund", "VIP"}, nil)
	if tags != "Refund vip" || err != nil || !tags.Has("ｖｉｐ") || tags.Has("vi") || tags.String() != "#Refund #vip" {
		t.Errorf("%q, %v", tags, err)
	}
	if next, err := tags.Changed(nil, []string{"#REFUND", "none"}); next != "vip" || err != nil {
		t.Errorf("%q, %v", next, err)
	}
	if next, err := tags.Changed([]string{"a b"}, []string{"vip"}); next != tags || err == nil {
		t.Errorf("a bad tag makes %q, %v", next, err)
	}
	var many []string
	for i := range MaxTags {
		many = append(many, fmt.Sprint("t", i))
	}
	full, err := Tags("").Changed(many, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := full.Changed([]string{"more"}, nil); err == nil {
		t.Error("one more than there may be")
	}
	if next, err := full.Changed([]string{"more"}, []string{"t3"}); err != nil || next.Has("t3") || !next.Has("more") {
		t.Errorf("one for another: %q, %v", next, err)
	}
}
