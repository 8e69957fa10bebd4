"""Invented persons and sentences. Every name begins with "Contoh", so that nobody can be meant."""

from random import Random

GIVEN = (
    "Adiwarna", "Banyurasa", "Cahyaloka", "Damarjati", "Embunpagi", "Fajarwangi", "Gemintang", "Harumsari",
    "Intanlaut", "Jagatraya", "Kembangsore", "Lintangjaya", "Mekarwening", "Nilamkarsa", "Ombakbiru", "Purnamadi",
    "Rintikhujan", "Senjakala", "Tirtamaya", "Untaianda", "Wanadiri", "Yudhamega",
)  # fmt: skip
FAMILY = (
    "Angsoka", "Belimbing", "Cempedak", "Durenmas", "Enggang", "Gaharu", "Kapulaga", "Lembayung", "Meranti",
    "Nagasari", "Pandanwangi", "Rotanjaya", "Sungkai", "Temulawak", "Ulinbesi",
)  # fmt: skip
POSTS = (
    ("Kepala dinas", "Dinas Contoh Kebersihan"),
    ("Camat", "Kecamatan Contoh"),
    ("Lurah", "Kelurahan Contoh"),
    ("Guru", "SMP Negeri Contoh"),
    ("Perawat", "Puskesmas Contoh"),
    ("Kepala seksi", "Dinas Contoh Pasar"),
    ("Pelaksana", "Sekretariat Contoh"),
    ("Penyuluh", "Dinas Contoh Pertanian"),
    ("Kepala bidang", "Badan Contoh Pendapatan"),
    ("Pengawas sekolah", "Dinas Contoh Pendidikan"),
)
PLACES = ("lapangan kelurahan", "aula kecamatan", "halaman kantor", "media sosial", "warung kopi", "gedung serbaguna")
OPENINGS = (
    "DATA CONTOH. Saya melihat sendiri kejadian ini.",
    "DATA CONTOH. Kejadian ini disaksikan beberapa warga.",
    "DATA CONTOH. Saya mengetahui kejadian ini dari unggahan terbuka.",
)
DETAILS = (
    "Yang bersangkutan mengajak orang di sekitarnya memilih satu pasangan dan membagikan bahan kampanye.",
    "Yang bersangkutan hadir memakai atribut, berdiri di barisan depan, lalu ikut meneriakkan yel-yel.",
    "Yang bersangkutan berulang kali menyukai dan mengomentari unggahan tim pemenangan.",
    "Yang bersangkutan memakai kendaraan dinas untuk mengantar peserta ke acara.",
    "Yang bersangkutan mengumpulkan staf setelah apel dan meminta dukungan untuk satu nama.",
)
OCCUPATIONS = ("Pedagang", "Petani", "Karyawan swasta", "Pengemudi", "Ibu rumah tangga", "Mahasiswa")


def name(chance: Random) -> str:
    """An invented full name."""
    return f"Contoh {chance.choice(GIVEN)} {chance.choice(FAMILY)}"


def narrative(chance: Random, *, place: str, day: str) -> str:
    """A plausible account in three sentences, marked as sample data."""
    opening, detail = chance.choice(OPENINGS), chance.choice(DETAILS)
    return f"{opening} Pada {day} di {place}, {detail[0].lower()}{detail[1:]} Acara berlangsung kira-kira satu jam."


def reporter(chance: Random, *, region: str, email: bool) -> dict[str, str]:
    """A complete invented reporter in the fields of the official form."""
    person = {
        "name": name(chance),
        "birth_place": region,
        "birth_date": f"{chance.randint(1962, 2001)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
        "sex": chance.choice(("female", "male")),
        "occupation": chance.choice(OCCUPATIONS),
        "citizenship": "Indonesia",
        "address": f"Jalan Contoh {chance.randint(1, 200)}, {region}",
    }
    if email:
        person["email"] = f"contoh{chance.randint(1000, 9999)}@contoh.invalid"
    return person
