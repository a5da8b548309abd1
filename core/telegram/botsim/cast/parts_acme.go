package cast

import (
	"fmt"
	"strings"

	"tgdesk/core/telegram/botsim"
)

func lateParcel() part {
	return part{
		user: hana(), brand: acme,
		opening: []act{says("注文した商品がまだ届きません"), shows(parcel(), "前回届いた箱です。注文番号はこちら")},
		looks:   "写真を確認しました。これです！",
		later: [][]act{
			{says("何か進展はありましたか？")},
			{says("先ほど配送業者から連絡がありました。明日届くそうです。")},
		},
		answers: [][]act{
			{says("ありがとうございます。注文番号は A-20931 です。")},
			{replies("はい、その住所で合っています。")},
			{says("助かりました。よろしくお願いします🙇‍♀️")},
		},
	}
}

func brokenLamp() part {
	return part{
		user: botsim.User{ID: 5_100_000_003, FirstName: "Ana", LastName: "Díaz", Username: "anadiaz", Language: "es"}, brand: acme,
		opening: append([]act{says("Hola, la lámpara llegó rota 😕")}, album("así llegó", lamps()...)...),
		looks:   "¡Esa misma es!",
		later:   [][]act{{says("¿Hay alguien?")}, {says("Puedo esperar hasta mañana, sin problema.")}},
		answers: [][]act{
			{says("Sí, la caja también estaba abollada."), shows(parcel(), "la caja")},
			{says("Prefiero el cambio, por favor.")},
			{says("¡Mil gracias!"), sticks("❤️")},
		},
	}
}

func loginTrouble() part {
	return part{
		user: botsim.User{ID: 5_100_000_005, FirstName: "अर्जुन", LastName: "मेहता", Username: "arjun_mehta", Language: "hi"}, brand: acme,
		opening: []act{says("नमस्ते, मैं अपने खाते में लॉग इन नहीं कर पा रहा हूँ।")},
		later:   [][]act{{says("क्या कोई मेरी मदद कर सकता है?")}, {says("पासवर्ड बदलने वाला ईमेल अभी तक नहीं आया।")}},
		answers: [][]act{
			{says("मेरा ईमेल वही है जो ऑर्डर में है।")},
			{says("अब कोशिश करता हूँ, एक मिनट।"), says("हो गया! धन्यवाद 🙏")},
		},
	}
}

func coupon() part {
	return part{
		user: botsim.User{ID: 5_100_000_008, FirstName: "李娜", Username: "lina_cn", Language: "zh-hans"}, brand: acme,
		opening: []act{says("你好，优惠码 SPRING 不能用，怎么回事？")},
		later:   [][]act{{says("还在吗？")}, {says("我再试了一次，还是不行。")}},
		answers: [][]act{
			{says("好的，我现在试试。"), edits("好的，我现在试试。还是提示“已过期”。")},
			{says("可以了，谢谢！")},
		},
	}
}

func sparkle() part {
	return part{
		user: botsim.User{ID: 5_100_000_009, FirstName: "💖 Chloé ✨", LastName: "🦄", Username: "chloe_sparkles", Language: "en"}, brand: acme,
		opening: []act{says("heyyy 👋🏽👋🏽 do you ship to 🇮🇸 or 🇫🇴?? 🙏🏻🙏🏻🙏🏻"), sticks("🦄")},
		looks:   "omg so pretty 😍",
		later:   [][]act{{says("🥺👉🏼👈🏼")}, {sends(botsim.Animation())}},
		answers: [][]act{
			{says("omg yesss 🎉🎉🎉 1️⃣ box then 📦➡️🇮🇸")},
			{records(6)},
			{says("ty ty ty 💕👩🏽‍🚀🏳️‍🌈")},
		},
	}
}

// accents writes letters and marks apart, as some keyboards and file systems do,
// and piles marks up.
func accents() part {
	return part{
		user: botsim.User{ID: 5_100_000_010, FirstName: "Zoe\u0308", LastName: "Nguye\u0302\u0303n", Language: "vi"}, brand: acme,
		opening: []act{says("Xin cha\u0300o, to\u0302i muo\u0302\u0301n \u0111o\u0302\u0309i \u0111i\u0323a chi\u0309 giao ha\u0300ng")},
		later:   [][]act{{says("Z\u0351\u036B\u0343a\u0363\u0300l\u0348\u0318g\u0321\u0319o\u0352\u0306 vẫn chưa được")}},
		answers: [][]act{
			{says("12 phố Huế, Hà Nội"), sends(botsim.Location(21.0178, 105.8520))},
			{says("Ca\u0309m \u01A1n ba\u0323n!")},
		},
	}
}

// letter writes near the longest text that one message holds.
func letter() part {
	return part{
		user: botsim.User{ID: 5_100_000_011, FirstName: "Theodore Bartholomew", LastName: "Longfellow-Wainwright-Featherstonehaugh",
			Username: "theodore_bartholomew_longfellow", Language: "en"}, brand: acme,
		opening: []act{says(readings())},
		later:   [][]act{{says("I appreciate that this is a lot to read. Please take your time.")}},
		answers: [][]act{
			{replies("Thank you. To be precise: the fault appears only after the third hour.")},
			{says("I shall measure again this evening and report."), hands("readings.pdf", "Thermostat, serial 20931", "Every reading of the last three hours", "Set 21.0 C throughout")},
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

func goodbye() part {
	return part{
		user: botsim.User{ID: 5_100_000_013, FirstName: "Олена", LastName: "Шевченко", Username: "olena_sh", Language: "uk"}, brand: acme,
		opening: []act{says("Добрий день! Чому мені приходить реклама?")},
		later: [][]act{
			{says("Відпишіть мене, будь ласка.")},
			{blocks},
			{starts(""), says("Я повернулася. Де моє замовлення 77120?")},
		},
		answers: [][]act{
			{says("Зрозуміло, але більше не пишіть мені."), blocks},
			{says("Дякую, тепер усе гаразд.")},
		},
	}
}

func pickupPoint() part {
	return part{
		user: botsim.User{ID: 5_100_000_014, FirstName: "สมชาย", LastName: "ใจดี", Language: "th"}, brand: acme,
		opening: []act{says("สวัสดีครับ จุดรับสินค้าที่ใกล้ที่สุดอยู่ที่ไหน"), sends(botsim.Location(13.7563, 100.5018))},
		later:   [][]act{{sends(botsim.Contact("+66812345678", "สมชาย"))}, walks(13.7563, 100.5018), {says("ร้านเปิดกี่โมงครับ")}},
		answers: [][]act{{says("ขอบคุณครับ เดี๋ยวไปรับวันนี้")}},
	}
}
