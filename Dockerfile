# One image for web, staff, worker, beat and vault; compose chooses the command and the secrets.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# The numbers stand in netralitas/secret_files.py too: secrets are given to them on the host.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ffmpeg \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 netralitas \
    && useradd --uid 10001 --gid netralitas --create-home netralitas \
    && useradd --uid 10002 --gid netralitas --no-create-home vault \
    && install -d -o netralitas -g netralitas -m 0700 /var/lib/netralitas /var/lib/netralitas/evidence /var/lib/netralitas/ledger \
    && install -d -o vault -g netralitas -m 0750 /run/vault /run/post

WORKDIR /srv/netralitas
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt
COPY manage.py ./
COPY netralitas netralitas
COPY transparency transparency
COPY sanctions sanctions
COPY reports reports
COPY procedures procedures
COPY guidance guidance
COPY regions regions
COPY services services
COPY templates templates
COPY static static
COPY locale locale
RUN python -m compileall -q .

ENV DJANGO_SETTINGS_MODULE=netralitas.settings.production
USER netralitas
EXPOSE 8000
CMD ["gunicorn", "netralitas.wsgi", "--bind=0.0.0.0:8000", "--workers=2", "--threads=4", "--worker-class=gthread", "--preload", "--keep-alive=75", "--log-level=error", "--no-control-socket"]
