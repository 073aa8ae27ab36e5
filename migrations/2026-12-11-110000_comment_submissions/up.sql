-- What members write about a submission. A deleted comment keeps its place without its text.
CREATE TABLE comments (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id bigint NOT NULL,
    submission_id   bigint NOT NULL,
    user_id         bigint,
    body            text NOT NULL,
    -- The members who are named in it, by the keys of their accounts.
    mentions        bigint[] NOT NULL DEFAULT '{}',
    created_at      timestamptz NOT NULL,
    edited_at       timestamptz,
    deleted_at      timestamptz,
    CONSTRAINT comments_pkey PRIMARY KEY (id),
    CONSTRAINT comments_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT comments_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions (id) ON DELETE CASCADE,
    CONSTRAINT comments_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT comments_body_check CHECK (length(body) <= 4000 AND (deleted_at IS NOT NULL) = (body = ''))
);

CREATE INDEX comments_submission_id_idx ON comments (submission_id, id);

-- Up to which comment a member has read.
CREATE TABLE comment_reads (
    organisation_id bigint NOT NULL,
    submission_id   bigint NOT NULL,
    user_id         bigint NOT NULL,
    last_comment    bigint NOT NULL,
    CONSTRAINT comment_reads_pkey PRIMARY KEY (submission_id, user_id),
    CONSTRAINT comment_reads_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT comment_reads_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions (id) ON DELETE CASCADE,
    CONSTRAINT comment_reads_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
);

SELECT injaaz_wall('comments');
SELECT injaaz_wall('comment_reads');
