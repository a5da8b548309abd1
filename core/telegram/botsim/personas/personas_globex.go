package personas

import "tgdesk/core/telegram/botsim"

func refund() persona {
	return persona{
		user: botsim.User{ID: 5_100_000_002, FirstName: "Иван", LastName: "Петров", Username: "ivan_petrov", Language: "ru"}, brand: globex,
		opening: []action{say("Здравствуйте! Когда вернут деньги за заказ 48213?")},
		later:   [][]action{{say("Прошла неделя, ответа нет.")}, {say("Ау?")}},
		answers: [][]action{
			{say("Платил картой, последние цифры 4417.")},
			{say("Хорошо, подожду до пятницы."), edit("Хорошо, подожду до понедельника.")},
		},
	}
}

func wrongSize() persona {
	return persona{
		user: botsim.User{ID: 5_100_000_004, FirstName: "فاطمة", LastName: "الزهراء", Username: "fatima_z", Language: "ar"}, brand: globex,
		opening: []action{say("مرحبا، وصلني مقاس خاطئ (XL بدلا من M). كيف أستبدله؟")},
		later:   [][]action{{say("هل من رد؟")}, {photo(label(), "هذا هو الملصق")}},
		answers: [][]action{
			{say("رقم الطلب 90871، شكرا لكم")},
			{reply("نعم، العنوان نفسه 🌷")},
		},
	}
}

func invoice() persona {
	return persona{
		user: botsim.User{ID: 5_100_000_006, FirstName: "Jürgen", LastName: "Weiß", Language: "de"}, brand: globex,
		opening: []action{start("invoice"), say("Guten Tag, auf der Rechnung fehlt die Umsatzsteuer-Identifikationsnummer."),
			document("Rechnung_2026-1187.pdf", "Rechnung 2026-1187", "12 Lizenzen (Team)     588,00 EUR", "Umsatzsteuer-Id: fehlt")},
		later: [][]action{{say("Darf ich kurz nachfragen, wie der Stand ist?")}, {say("Die Buchhaltung drängt leider etwas.")}},
		answers: [][]action{
			{say("DE 123 456 789 – vielen Dank für die schnelle Antwort!")},
			{say("Ist angekommen. Schönen Tag noch!")},
		},
	}
}

// family has a name of one glyph and many code points.
func family() persona {
	return persona{
		user: botsim.User{ID: 5_100_000_007, FirstName: "Mamma ❤️", LastName: "👨‍👩‍👧‍👦", Username: "rossi_family", Language: "it"}, brand: globex,
		opening: []action{voice(14), say("Scusate, il piccolo ha registrato lui 😅 Vorrei spostare la consegna a sabato.")},
		later:   [][]action{{say("Anche domenica andrebbe bene 👍🏻")}, {send(botsim.VideoNote(8))}},
		answers: [][]action{{say("Perfetto, sabato mattina allora!")}, {sticker("🎉")}},
	}
}

func salesLead() persona {
	return persona{
		user: botsim.User{ID: 5_100_000_012, FirstName: "Sam", Language: "en"}, brand: globex,
		opening: []action{start("pricing"), say("What does the team plan cost for 12 seets?"), edit("What does the team plan cost for 12 seats?")},
		later: [][]action{
			{send(offer()), say("This is what I got. Is there a discount for non-profits in Scotland 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f, too?")},
			{say("No hurry, I'm comparing a few.")},
		},
		answers: [][]action{
			{say("Monthly would be better for us.")},
			{reply("Great, can you send that in writing?")},
			{say("👍")},
		},
	}
}

// offer is a message of another bot, with its buttons.
func offer() botsim.Content {
	return botsim.Text("Team plan: 30 % off until Friday.").
		With("forward_origin", map[string]any{"type": "user", "date": 1, "sender_user": map[string]any{"id": 5_100_000_090, "is_bot": true, "first_name": "Globex offers"}}).
		With("reply_markup", map[string]any{"inline_keyboard": []any{
			[]any{map[string]any{"text": "Order", "url": "https://globex.example/order"}, map[string]any{"text": "Copy code", "copy_text": map[string]any{"text": "TEAM30"}}},
		}})
}

func warranty() persona {
	return persona{
		user: botsim.User{ID: 5_100_000_015, FirstName: "יוסף", LastName: "כהן", Username: "yosef_c", Language: "he"}, brand: globex,
		opening: []action{say("שלום, האם האחריות על דגם GX-200 (2025) עדיין בתוקף?")},
		later:   [][]action{{say("צירפתי את הקבלה"), photo(label(), "")}, {say("יש חדש?")}},
		answers: [][]action{{say("המספר הסידורי הוא SN 4471-09")}, {say("תודה רבה!")}},
	}
}

// hurried splits one thought into many messages.
func hurried() persona {
	return persona{
		user: botsim.User{ID: 5_100_000_016, FirstName: "김민준", Username: "minjun_k", Language: "ko"}, brand: globex,
		opening: []action{say("안녕하세요"), say("결제가"), say("두 번 됐어요"), photo(label(), "카드 내역")},
		later:   [][]action{{say("ㅠㅠ"), say("확인 부탁드려요")}, {send(botsim.Video(11))}},
		answers: [][]action{
			{say("네"), say("어제 저녁이요"), say("8시쯤")},
			{say("감사합니다!"), sticker("🙇")},
		},
	}
}

func twoBrands() persona {
	return persona{
		user: hana(), brand: globex,
		opening: []action{say("こちらでも質問です。ギフト包装はできますか？")},
		later:   [][]action{{say("プレゼントなので、金曜日までに届くと嬉しいです🎁")}},
		answers: [][]action{{say("リボンは赤でお願いします。")}, {say("ありがとうございます😊")}},
	}
}
