"""Where things happen: provinces, regencies, the five served regions and what lies in them."""

from django.db import models


class Province(models.Model):
    """A province under its dotted Kemendagri code, such as `64`."""

    code = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=80)


class Region(models.Model):
    """A regency or city the portal serves. A further region is a row here, never code.

    `zone` is the IANA zone in which its days begin and end (Kotim is on WIB, the others on WITA).
    """

    code = models.CharField(max_length=5, primary_key=True)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices={"kota": "kota", "kabupaten": "kabupaten"})
    province = models.ForeignKey(Province, on_delete=models.PROTECT)
    seat = models.CharField(max_length=40)
    zone = models.CharField(max_length=40)
    population = models.PositiveIntegerField()
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    """A kecamatan under its dotted code, such as `74.71.07`."""

    code = models.CharField(max_length=8, primary_key=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="districts")
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Village(models.Model):
    """A kelurahan or desa under its dotted code."""

    code = models.CharField(max_length=13, primary_key=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="villages")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices={"kelurahan": "kelurahan", "desa": "desa"})

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
