-- How the reports and client pages of an organisation look. The logo is small and decoded, so it is kept here: it is
-- then in every backup of the database, and needs no file of its own.
CREATE TABLE organisation_branding (
    organisation_id bigint NOT NULL,
    -- The accent colour, which can be read on white.
    accent          text NOT NULL,
    header_line     text,
    footer_line     text,
    legal_line      text,
    paper           text NOT NULL,
    -- ISO 4217.
    currency        text NOT NULL,
    -- PNG on white, with its size in pixels; all of these or none.
    logo            bytea,
    logo_width      integer,
    logo_height     integer,
    logo_sha256     bytea,
    updated_at      timestamptz NOT NULL,
    CONSTRAINT organisation_branding_pkey PRIMARY KEY (organisation_id),
    CONSTRAINT organisation_branding_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT organisation_branding_accent_check CHECK (accent ~ '^#[0-9a-f]{6}$'),
    CONSTRAINT organisation_branding_header_line_check CHECK (length(header_line) BETWEEN 1 AND 120),
    CONSTRAINT organisation_branding_footer_line_check CHECK (length(footer_line) BETWEEN 1 AND 120),
    CONSTRAINT organisation_branding_legal_line_check CHECK (length(legal_line) BETWEEN 1 AND 400),
    CONSTRAINT organisation_branding_paper_known CHECK (paper IN ('a4', 'letter')),
    CONSTRAINT organisation_branding_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT organisation_branding_logo_check CHECK (
        num_nulls(logo, logo_width, logo_height, logo_sha256) IN (0, 4)
        AND length(logo) <= 1000000 AND length(logo_sha256) = 32 AND logo_width > 0 AND logo_height > 0)
);

SELECT injaaz_wall('organisation_branding');
