package personas

import (
	"fmt"
	"strings"

	"tgdesk/core/telegram/botsim"
)

func lateParcel() persona {
	return persona{
		user: hana(), brand: acme,
		opening: []action{say("注文した商品がまだ届きません"), photo(parcel(), "前回届いた箱です。注文番号はこちら")},
		onFile:  "写真を確認しました。これです！",
		later: [][]action{
			{say("何か進展はありましたか？")},
			{say("先ほど配送業者から連絡がありました。明日届くそうです。")},
		},
		answers: [][]action{
			{say("ありがとうございます。注文番号は A-20931 です。")},
			{reply("はい、その住所で合っています。")},
			{say("助かりました。よろしくお願いします🙇‍♀️")},
		},
	}
}

func brokenLamp() persona {
	return persona{
		user: botsim.User{ID: 5_100_000_003, FirstName: "Ana", LastName: "Díaz", Username: "anadiaz", Language: "es"}, brand: acme,
		opening: append([]action{say("Hola, la lámpara llegó rota 😕")}, album("así llegó", lamps()...)...),
		onFile:  "¡Esa misma es!",
		later:   [][]action{{say("¿Hay alguien?")}, {say("Puedo esperar hasta mañana, sin problema.")}},
		answers: [][]action{
			{say("Sí, la caja también estaba abollada."), photo(parcel(), "la caja")},
			{say("Prefiero el cambio, por favor.")},
			{say("¡Mil gracias!"), sticker("❤️")},
		},
	}
}

func loginTrouble() persona {
	return persona{
		user: botsim.User{ID: 5_100_000_005, FirstName: "अर्जुन", LastName: "मेहता", Username: "arjun_mehta", Language: "hi"}, brand: acme,
		opening: []action{say("नमस्ते, मैं अपने खाते में लॉग इन नहीं कर पा रहा हूँ।")},
		later:   [][]action{{say("क्या कोई मेरी मदद कर सकता है?")}, {say("पासवर्ड बदलने वाला ईमेल अभी तक नहीं आया।")}},
		answers: [][]action{
			{say("मेरा ईमेल वही है जो ऑर्डर में है।")},
			{say("अब कोशिश करता हूँ, एक मिनट।"), say("हो गया! धन्यवाद 🙏")},
		},
	}
}

func coupon() persona {
	return persona{
		user: botsim.User{ID: 5_100_000_008, FirstName: "李娜", Username: "lina_cn", Language: "zh-hans"}, brand: acme,
		opening: []action{say("你好，优惠码 SPRING 不能用，怎么回事？")},
		later:   [][]action{{say("还在吗？")}, {say("我再试了一次，还是不行。")}},
		answers: [][]action{
			{say("好的，我现在试试。"), edit("好的，我现在试试。还是提示“已过期”。")},
			{say("可以了，谢谢！")},
		},
	}
}

func sparkle() persona {
	return persona{
		user: botsim.User{ID: 5_100_000_009, FirstName: "💖 Chloé ✨", LastName: "🦄", Username: "chloe_sparkles", Language: "en"}, brand: acme,
		opening: []action{say("heyyy 👋🏽👋🏽 do you ship to 🇮🇸 or 🇫🇴?? 🙏🏻🙏🏻🙏🏻"), sticker("🦄")},
		onFile:  "omg so pretty 😍",
		later:   [][]action{{say("🥺👉🏼👈🏼")}, {send(botsim.Animation())}},
		answers: [][]action{
			{say("omg yesss 🎉🎉🎉 1️⃣ box then 📦➡️🇮🇸")},
			{voice(6)},
			{say("ty ty ty 💕👩🏽‍🚀🏳️‍🌈")},
		},
	}
}

// accents writes letters with combining marks, as some keyboards and file systems
// do, also several on one letter.
func accents() persona {
	return persona{
		user: botsim.User{ID: 5_100_000_010, FirstName: "Zoe\u0308", LastName: "Nguye\u0302\u0303n", Language: "vi"}, brand: acme,
		opening: []action{say("Xin cha\u0300o, to\u0302i muo\u0302\u0301n \u0111o\u0302\u0309i \u0111i\u0323a chi\u0309 giao ha\u0300ng")},
		later:   [][]action{{say("Z\u0351\u036B\u0343a\u0363\u0300l\u0348\u0318g\u0321\u0319o\u0352\u0306 vẫn chưa được")}},
		answers: [][]action{
			{say("12 phố Huế, Hà Nội"), send(botsim.Location(21.0178, 105.8520))},
			{say("Ca\u0309m \u01A1n ba\u0323n!")},
		},
	}
}

// letter writes a text near the limit of one message.
func letter() persona {
	return persona{
		user: botsim.User{ID: 5_100_000_011, FirstName: "Theodore Bartholomew", LastName: "Longfellow-Wainwright-Featherstonehaugh",
			Username: "theodore_bartholomew_longfellow", Language: "en"}, brand: acme,
		opening: []action{say(readings())},
		later:   [][]action{{say("I appreciate that this is a lot to read. Please take your time.")}},
		answers: [][]action{
			{reply("Thank you. To be precise: the fault appears only after the third hour.")},
			{say("I shall measure again this evening and report."), document("readings.pdf", "Thermostat, serial 20931", "Every reading of the last three hours", "Set 21.0 C throughout")},
		},
	}
}

func readings() string {
	var b strings.Builder
	b.WriteString("Dear Sir or Madam,\n\nyour thermostat has lost its mind. I took the liberty of writing down what it showed:\n\n")
	for hour := range 88 {
		fmt.Fprintf(&b, "%02d:%02d  set 21.0 °C, shown %4.1f °C\n", hour/4, hour%4*15, 18+float64(hour*7%60)/10)
	}
	b.WriteString("\nI look forward to your reply.\n\nYours faithfully,\nTheodore B. Longfellow-Wainwright-Featherstonehaugh")
	return b.String()
}

func goodbye() persona {
	return persona{
		user: botsim.User{ID: 5_100_000_013, FirstName: "Олена", LastName: "Шевченко", Username: "olena_sh", Language: "uk"}, brand: acme,
		opening: []action{say("Добрий день! Чому мені приходить реклама?")},
		later: [][]action{
			{say("Відпишіть мене, будь ласка.")},
			{block},
			{start(""), say("Я повернулася. Де моє замовлення 77120?")},
		},
		answers: [][]action{
			{say("Зрозуміло, але більше не пишіть мені."), block},
			{say("Дякую, тепер усе гаразд.")},
		},
	}
}

func pickupPoint() persona {
	return persona{
		user: botsim.User{ID: 5_100_000_014, FirstName: "สมชาย", LastName: "ใจดี", Language: "th"}, brand: acme,
		opening: []action{say("สวัสดีครับ จุดรับสินค้าที่ใกล้ที่สุดอยู่ที่ไหน"), send(botsim.Location(13.7563, 100.5018))},
		later:   [][]action{{send(botsim.Contact("+66812345678", "สมชาย"))}, liveLocation(13.7563, 100.5018), {say("ร้านเปิดกี่โมงครับ")}},
		answers: [][]action{{say("ขอบคุณครับ เดี๋ยวไปรับวันนี้")}},
	}
}
