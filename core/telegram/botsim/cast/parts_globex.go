package cast

import "tgdesk/core/telegram/botsim"

func refund() part {
	return part{
		user: botsim.User{ID: 5_100_000_002, FirstName: "Иван", LastName: "Петров", Username: "ivan_petrov", Language: "ru"}, brand: globex,
		opening: []act{says("Здравствуйте! Когда вернут деньги за заказ 48213?")},
		later:   [][]act{{says("Прошла неделя, ответа нет.")}, {says("Ау?")}},
		answers: [][]act{
			{says("Платил картой, последние цифры 4417.")},
			{says("Хорошо, подожду до пятницы."), edits("Хорошо, подожду до понедельника.")},
		},
	}
}

func wrongSize() part {
	return part{
		user: botsim.User{ID: 5_100_000_004, FirstName: "فاطمة", LastName: "الزهراء", Username: "fatima_z", Language: "ar"}, brand: globex,
		opening: []act{says("مرحبا، وصلني مقاس خاطئ (XL بدلا من M). كيف أستبدله؟")},
		later:   [][]act{{says("هل من رد؟")}, {shows(label(), "هذا هو الملصق")}},
		answers: [][]act{
			{says("رقم الطلب 90871، شكرا لكم")},
			{replies("نعم، العنوان نفسه 🌷")},
		},
	}
}

func invoice() part {
	return part{
		user: botsim.User{ID: 5_100_000_006, FirstName: "Jürgen", LastName: "Weiß", Language: "de"}, brand: globex,
		opening: []act{starts("invoice"), says("Guten Tag, auf der Rechnung fehlt die Umsatzsteuer-Identifikationsnummer."),
			hands("Rechnung_2026-1187.pdf", "Rechnung 2026-1187", "12 Lizenzen (Team)     588,00 EUR", "Umsatzsteuer-Id: fehlt")},
		later: [][]act{{says("Darf ich kurz nachfragen, wie der Stand ist?")}, {says("Die Buchhaltung drängt leider etwas.")}},
		answers: [][]act{
			{says("DE 123 456 789 – vielen Dank für die schnelle Antwort!")},
			{says("Ist angekommen. Schönen Tag noch!")},
		},
	}
}

// family has a name that is one picture wide and many code points long.
func family() part {
	return part{
		user: botsim.User{ID: 5_100_000_007, FirstName: "Mamma ❤️", LastName: "👨‍👩‍👧‍👦", Username: "rossi_family", Language: "it"}, brand: globex,
		opening: []act{records(14), says("Scusate, il piccolo ha registrato lui 😅 Vorrei spostare la consegna a sabato.")},
		later:   [][]act{{says("Anche domenica andrebbe bene 👍🏻")}, {sends(botsim.VideoNote(8))}},
		answers: [][]act{{says("Perfetto, sabato mattina allora!")}, {sticks("🎉")}},
	}
}

func salesLead() part {
	return part{
		user: botsim.User{ID: 5_100_000_012, FirstName: "Sam", Language: "en"}, brand: globex,
		opening: []act{starts("pricing"), says("What does the team plan cost for 12 seets?"), edits("What does the team plan cost for 12 seats?")},
		later:   [][]act{{says("Also: is there a discount for non-profits?")}, {says("No hurry, I'm comparing a few.")}},
		answers: [][]act{
			{says("Monthly would be better for us.")},
			{replies("Great, can you send that in writing?")},
			{says("👍")},
		},
	}
}

func warranty() part {
	return part{
		user: botsim.User{ID: 5_100_000_015, FirstName: "יוסף", LastName: "כהן", Username: "yosef_c", Language: "he"}, brand: globex,
		opening: []act{says("שלום, האם האחריות על דגם GX-200 (2025) עדיין בתוקף?")},
		later:   [][]act{{says("צירפתי את הקבלה"), shows(label(), "")}, {says("יש חדש?")}},
		answers: [][]act{{says("המספר הסידורי הוא SN 4471-09")}, {says("תודה רבה!")}},
	}
}

// hurried writes one thought in many messages.
func hurried() part {
	return part{
		user: botsim.User{ID: 5_100_000_016, FirstName: "김민준", Username: "minjun_k", Language: "ko"}, brand: globex,
		opening: []act{says("안녕하세요"), says("결제가"), says("두 번 됐어요"), shows(label(), "카드 내역")},
		later:   [][]act{{says("ㅠㅠ"), says("확인 부탁드려요")}, {sends(botsim.Video(11))}},
		answers: [][]act{
			{says("네"), says("어제 저녁이요"), says("8시쯤")},
			{says("감사합니다!"), sticks("🙇")},
		},
	}
}

func twoBrands() part {
	return part{
		user: hana(), brand: globex,
		opening: []act{says("こちらでも質問です。ギフト包装はできますか？")},
		later:   [][]act{{says("プレゼントなので、金曜日までに届くと嬉しいです🎁")}},
		answers: [][]act{{says("リボンは赤でお願いします。")}, {says("ありがとうございます😊")}},
	}
}
