//! The tables for diesel. `tests/integration/schema.rs` compares them with the live database column by column, so a
//! migration without a matching change here fails that test.

/// SQL types that diesel does not provide.
pub mod sql_types {
    /// A sorted set of words with a GIN index.
    #[derive(diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
    #[diesel(postgres_type(name = "tsvector"))]
    pub struct TsVector;
}

diesel::table! {
    organisations (id) {
        id -> Int8,
        name -> Text,
        created_at -> Timestamptz,
        public_id -> Text,
        is_demo -> Bool,
        time_zone -> Text,
        setup_dismissed -> Array<Text>,
        forms_version -> Int8,
    }
}

diesel::table! {
    organisation_settings (organisation_id) {
        organisation_id -> Int8,
        link_days -> Int4,
        idle_minutes -> Int4,
        require_second_factor -> Bool,
        keep_submission_days -> Nullable<Int4>,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    organisation_branding (organisation_id) {
        organisation_id -> Int8,
        accent -> Text,
        header_line -> Nullable<Text>,
        footer_line -> Nullable<Text>,
        legal_line -> Nullable<Text>,
        paper -> Text,
        currency -> Text,
        logo -> Nullable<Bytea>,
        logo_width -> Nullable<Int4>,
        logo_height -> Nullable<Int4>,
        logo_sha256 -> Nullable<Bytea>,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    users (id) {
        id -> Int8,
        email -> Text,
        password_hash -> Text,
        full_name -> Nullable<Text>,
        role -> Text,
        created_at -> Timestamptz,
        last_login -> Nullable<Timestamptz>,
        public_id -> Text,
        language -> Nullable<Text>,
        disabled_at -> Nullable<Timestamptz>,
        must_change_password -> Bool,
        password_changed_at -> Nullable<Timestamptz>,
        last_organisation_id -> Nullable<Int8>,
        time_zone -> Nullable<Text>,
    }
}

diesel::table! {
    memberships (id) {
        id -> Int8,
        organisation_id -> Int8,
        user_id -> Int8,
        role -> Text,
        suspended_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        reset_asked_at -> Nullable<Timestamptz>,
        scope_notice -> Bool,
        review_comment -> Nullable<Text>,
        digest_hour -> Int2,
        review_signature -> Nullable<Bytea>,
        review_signature_name -> Nullable<Text>,
    }
}

diesel::table! {
    membership_scopes (id) {
        id -> Int8,
        organisation_id -> Int8,
        membership_id -> Int8,
        module -> Nullable<Text>,
        site_key -> Nullable<Text>,
    }
}

diesel::table! {
    sessions (id) {
        id -> Int8,
        token_hash -> Bytea,
        user_id -> Int8,
        organisation_id -> Int8,
        state -> Text,
        strength -> Text,
        created_at -> Timestamptz,
        last_seen_at -> Timestamptz,
        confirmed_at -> Timestamptz,
        expires_at -> Timestamptz,
        ip_address -> Nullable<Inet>,
        user_agent -> Nullable<Text>,
    }
}

diesel::table! {
    one_time_links (id) {
        id -> Int8,
        token_hash -> Bytea,
        kind -> Text,
        organisation_id -> Nullable<Int8>,
        user_id -> Nullable<Int8>,
        email -> Nullable<Text>,
        role -> Nullable<Text>,
        scopes -> Jsonb,
        made_by -> Nullable<Int8>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    sign_in_throttles (subject) {
        subject -> Bytea,
        failures -> Int4,
        last_at -> Timestamptz,
        blocked_until -> Timestamptz,
    }
}

diesel::table! {
    form_versions (module, version) {
        module -> Text,
        version -> Int4,
        definition -> Text,
        sha256 -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    organisation_forms (id) {
        id -> Int8,
        organisation_id -> Int8,
        module -> Text,
        draft -> Nullable<Text>,
        retired_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        changed_at -> Timestamptz,
        row_version -> Int4,
    }
}

diesel::table! {
    organisation_form_versions (organisation_id, module, version) {
        organisation_id -> Int8,
        module -> Text,
        version -> Int4,
        definition -> Text,
        published_at -> Timestamptz,
    }
}

diesel::table! {
    data_folders (only_one) {
        only_one -> Bool,
        folder_id -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::TsVector;

    submissions (id) {
        id -> Int8,
        submission_id -> Text,
        organisation_id -> Int8,
        module -> Text,
        form_version -> Int4,
        user_id -> Nullable<Int8>,
        status -> Text,
        language -> Text,
        site_name -> Text,
        site_key -> Text,
        visit_date -> Nullable<Date>,
        form_data -> Jsonb,
        words -> TsVector,
        item_count -> Int4,
        photo_count -> Int4,
        submission_key -> Text,
        content_hash -> Bytea,
        job_id -> Text,
        submitted_by_ip -> Nullable<Inet>,
        created_at -> Timestamptz,
        created_at_source -> Text,
        updated_at -> Timestamptz,
        without_reports -> Bool,
        missing_files -> Int4,
        revision -> Int4,
        reinspects_id -> Nullable<Int8>,
        score_percent -> Nullable<Int2>,
        has_passed -> Nullable<Bool>,
    }
}

diesel::table! {
    jobs (id) {
        id -> Int8,
        organisation_id -> Nullable<Int8>,
        job_id -> Text,
        submission_id -> Nullable<Int8>,
        payload -> Jsonb,
        attempts -> Int4,
        run_after -> Timestamptz,
        lease_token -> Nullable<Text>,
        failed_at -> Nullable<Timestamptz>,
        failure -> Nullable<Text>,
        created_at -> Timestamptz,
        kind -> Text,
        unique_key -> Nullable<Text>,
        priority -> Int2,
        max_attempts -> Int4,
        claimed_at -> Nullable<Timestamptz>,
        control -> Nullable<Text>,
        progress_done -> Int8,
        progress_total -> Int8,
        user_id -> Nullable<Int8>,
        error -> Nullable<Text>,
        finished_at -> Nullable<Timestamptz>,
        result -> Nullable<Jsonb>,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    periodic_jobs (name) {
        name -> Text,
        next_run_at -> Timestamptz,
        lease_token -> Nullable<Text>,
        lease_expires_at -> Nullable<Timestamptz>,
        last_started_at -> Nullable<Timestamptz>,
        last_finished_at -> Nullable<Timestamptz>,
        last_outcome -> Nullable<Text>,
        last_error -> Nullable<Text>,
        last_count -> Nullable<Int8>,
    }
}

diesel::table! {
    uploaded_files (id) {
        id -> Int8,
        upload_id -> Text,
        organisation_id -> Int8,
        submission_id -> Nullable<Int8>,
        file_type -> Text,
        field -> Text,
        position -> Int4,
        original_filename -> Text,
        content_type -> Text,
        file_size -> Int8,
        sha256 -> Bytea,
        width -> Int4,
        height -> Int4,
        uploaded_at -> Timestamptz,
        expires_at -> Nullable<Timestamptz>,
        pending_submission_id -> Nullable<Int8>,
        public_link_id -> Nullable<Int8>,
        removed_in -> Nullable<Int4>,
        action_entry_id -> Nullable<Int8>,
        comment_id -> Nullable<Int8>,
    }
}

diesel::table! {
    report_links (id) {
        id -> Int8,
        link_id -> Text,
        organisation_id -> Int8,
        submission_id -> Int8,
        file_type -> Text,
        opened_count -> Int4,
        last_opened_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    audit_logs (created_at, id) {
        id -> Int8,
        organisation_id -> Int8,
        user_id -> Nullable<Int8>,
        action -> Text,
        resource_type -> Text,
        resource_id -> Nullable<Int8>,
        details -> Jsonb,
        ip_address -> Nullable<Inet>,
        user_agent -> Nullable<Text>,
        created_at -> Timestamptz,
        transaction_id -> Int8,
        mac -> Nullable<Bytea>,
    }
}

diesel::table! {
    audit_seals (sequence) {
        sequence -> Int8,
        audit_id -> Int8,
        created_at -> Timestamptz,
        transaction_id -> Int8,
        hash -> Bytea,
        mac -> Bytea,
    }
}

diesel::table! {
    audit_checkpoints (number) {
        number -> Int8,
        sequence -> Int8,
        hash -> Bytea,
        created_at -> Timestamptz,
        signature -> Bytea,
    }
}

diesel::table! {
    legacy_sources (id) {
        id -> Int8,
        organisation_id -> Int8,
        kind -> Text,
        place -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    import_runs (id) {
        id -> Int8,
        run_id -> Text,
        organisation_id -> Int8,
        source_id -> Int8,
        options -> Jsonb,
        state -> Text,
        stage -> Text,
        counts -> Jsonb,
        files_per_second -> Nullable<Int4>,
        started_by -> Text,
        error -> Nullable<Text>,
        started_at -> Timestamptz,
        updated_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    legacy_records (id) {
        id -> Int8,
        organisation_id -> Int8,
        source_id -> Int8,
        name -> Text,
        kind -> Text,
        record_id -> Nullable<Text>,
        about -> Nullable<Text>,
        module -> Nullable<Text>,
        variant -> Nullable<Text>,
        state -> Text,
        reason -> Nullable<Text>,
        sha256 -> Nullable<Bytea>,
        file_size -> Int8,
        modified_at -> Nullable<Timestamptz>,
        content -> Nullable<Bytea>,
        facts -> Jsonb,
        submission_id -> Nullable<Int8>,
        decision -> Nullable<Text>,
        decided_at -> Nullable<Timestamptz>,
        decided_by -> Nullable<Text>,
        note -> Nullable<Text>,
        seen_at -> Timestamptz,
        run_id -> Nullable<Int8>,
    }
}

diesel::table! {
    legacy_record_versions (id) {
        id -> Int8,
        organisation_id -> Int8,
        legacy_record_id -> Int8,
        is_origin -> Bool,
        variant -> Nullable<Text>,
        assigned_module -> Nullable<Text>,
        sha256 -> Bytea,
        file_size -> Int8,
        modified_at -> Nullable<Timestamptz>,
        content -> Bytea,
        facts -> Jsonb,
        replaced_at -> Timestamptz,
    }
}

diesel::table! {
    legacy_media (id) {
        id -> Int8,
        organisation_id -> Int8,
        submission_id -> Int8,
        upload_id -> Text,
        file_type -> Text,
        field -> Text,
        position -> Int4,
        reference -> Jsonb,
        place -> Nullable<Text>,
        state -> Text,
        reason -> Nullable<Text>,
        file_size -> Nullable<Int8>,
        sha256 -> Nullable<Bytea>,
    }
}

diesel::table! {
    migration_phases (organisation_id, module) {
        organisation_id -> Int8,
        module -> Text,
        phase -> Text,
        since -> Timestamptz,
        shadow_reads -> Int8,
        differences -> Int8,
        fallbacks -> Int8,
        behind -> Bool,
        override_reason -> Nullable<Text>,
        override_by -> Nullable<Text>,
        override_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    kept_forms (organisation_id, user_id, module) {
        organisation_id -> Int8,
        user_id -> Int8,
        module -> Text,
        submission_key -> Nullable<Text>,
        content -> Bytea,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    legacy_access (organisation_id, module) {
        organisation_id -> Int8,
        module -> Text,
        open_until -> Timestamptz,
        changed_at -> Timestamptz,
        changed_by -> Text,
    }
}

diesel::table! {
    legacy_keys (id) {
        id -> Int8,
        key_id -> Text,
        organisation_id -> Int8,
        module -> Text,
        name -> Text,
        key_hash -> Bytea,
        prefix -> Text,
        created_at -> Timestamptz,
        created_by -> Text,
        last_used_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    phase_changes (id) {
        id -> Int8,
        organisation_id -> Int8,
        module -> Text,
        from_phase -> Text,
        to_phase -> Text,
        changed_at -> Timestamptz,
        changed_by -> Text,
        reason -> Nullable<Text>,
        overridden -> Bool,
        evidence -> Jsonb,
        asked_by -> Nullable<Text>,
    }
}

diesel::table! {
    old_store_outbox (submission_id) {
        submission_id -> Int8,
        organisation_id -> Int8,
        module -> Text,
        attempts -> Int4,
        run_after -> Timestamptz,
        last_error -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    shadow_differences (id) {
        id -> Int8,
        organisation_id -> Int8,
        module -> Text,
        submission_id -> Int8,
        difference -> Jsonb,
        found_at -> Timestamptz,
        settled_at -> Nullable<Timestamptz>,
        settled_by -> Nullable<Text>,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    verify_runs (id) {
        id -> Int8,
        organisation_id -> Int8,
        module -> Nullable<Text>,
        started_at -> Timestamptz,
        finished_at -> Timestamptz,
        started_by -> Text,
        checked -> Int8,
        bad_count -> Int8,
        bad -> Jsonb,
        merkle_root -> Bytea,
        manifest -> Text,
    }
}

diesel::table! {
    archives (id) {
        id -> Int8,
        organisation_id -> Int8,
        source_id -> Int8,
        module -> Text,
        file_name -> Text,
        sha256 -> Bytea,
        merkle_root -> Bytea,
        file_count -> Int8,
        state -> Text,
        created_at -> Timestamptz,
        created_by -> Text,
        removed_at -> Nullable<Timestamptz>,
        restored_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    actions (id) {
        id -> Int8,
        action_id -> Text,
        organisation_id -> Int8,
        submission_id -> Int8,
        module -> Text,
        site_name -> Text,
        site_key -> Text,
        item -> Nullable<Text>,
        question -> Nullable<Text>,
        title -> Text,
        details -> Nullable<Text>,
        severity -> Text,
        status -> Text,
        owner_id -> Nullable<Int8>,
        due_on -> Date,
        created_by -> Nullable<Int8>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        finished_by -> Nullable<Int8>,
        row_version -> Int4,
        finding_key -> Nullable<Bytea>,
        recurs -> Bool,
        upload_id -> Nullable<Int8>,
    }
}

diesel::table! {
    action_entries (id) {
        id -> Int8,
        organisation_id -> Int8,
        action_id -> Int8,
        kind -> Text,
        author_id -> Nullable<Int8>,
        created_at -> Timestamptz,
        note -> Nullable<Text>,
        changes -> Nullable<Jsonb>,
    }
}

diesel::table! {
    public_links (id) {
        id -> Int8,
        link_id -> Text,
        organisation_id -> Int8,
        module -> Text,
        name -> Text,
        site_name -> Nullable<Text>,
        created_by -> Nullable<Int8>,
        created_at -> Timestamptz,
        expires_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
        daily_cap -> Int4,
        received -> Int8,
        counted_on -> Nullable<Date>,
        counted -> Int4,
        counted_files -> Int4,
    }
}

diesel::table! {
    pending_submissions (id) {
        id -> Int8,
        submission_id -> Text,
        organisation_id -> Int8,
        public_link_id -> Int8,
        state -> Text,
        module -> Text,
        form_version -> Int4,
        language -> Text,
        site_name -> Text,
        visit_date -> Nullable<Date>,
        form_data -> Jsonb,
        submission_key -> Text,
        content_hash -> Bytea,
        photo_count -> Int4,
        submitted_by_ip -> Nullable<Inet>,
        received_at -> Timestamptz,
        decided_at -> Nullable<Timestamptz>,
        decided_by -> Nullable<Int8>,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    erased_submissions (id) {
        id -> Int8,
        organisation_id -> Int8,
        submission_id -> Text,
        erased_at -> Timestamptz,
    }
}

diesel::table! {
    privacy_requests (id) {
        id -> Int8,
        request_id -> Text,
        organisation_id -> Int8,
        kind -> Text,
        state -> Text,
        user_id -> Int8,
        requested_by -> Int8,
        created_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
        expires_at -> Nullable<Timestamptz>,
        file_size -> Nullable<Int8>,
        sha256 -> Nullable<Bytea>,
    }
}

diesel::table! {
    passkeys (id) {
        id -> Int8,
        public_id -> Text,
        user_id -> Int8,
        credential_id -> Bytea,
        public_key -> Bytea,
        sign_count -> Int8,
        name -> Text,
        backed_up -> Bool,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    totp_secrets (user_id) {
        user_id -> Int8,
        sealed -> Bytea,
        last_step -> Int8,
        created_at -> Timestamptz,
        confirmed_at -> Nullable<Timestamptz>,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    recovery_codes (id) {
        id -> Int8,
        user_id -> Int8,
        code_hash -> Bytea,
        created_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    factor_challenges (challenge) {
        challenge -> Bytea,
        purpose -> Text,
        session_id -> Nullable<Int8>,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    factor_failures (id) {
        id -> Int8,
        user_id -> Int8,
        session_id -> Int8,
        failed_at -> Timestamptz,
    }
}

diesel::joinable!(memberships -> organisations (organisation_id));
diesel::table! {
    api_tokens (id) {
        id -> Int8,
        token_id -> Text,
        organisation_id -> Int8,
        user_id -> Int8,
        name -> Text,
        token_hash -> Bytea,
        prefix -> Text,
        permissions -> Array<Text>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
        last_used_ip -> Nullable<Inet>,
        revoked_at -> Nullable<Timestamptz>,
        scopes -> Jsonb,
    }
}

diesel::joinable!(memberships -> users (user_id));
diesel::joinable!(passkeys -> users (user_id));
diesel::joinable!(sessions -> organisations (organisation_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(pending_submissions -> public_links (public_link_id));
diesel::joinable!(shadow_differences -> submissions (submission_id));

diesel::table! {
    shared_links (id) {
        id -> Int8,
        link_id -> Text,
        organisation_id -> Int8,
        submission_id -> Int8,
        files -> Text,
        name -> Nullable<Text>,
        password_hash -> Nullable<Text>,
        most_openings -> Nullable<Int4>,
        opened_count -> Int4,
        last_opened_at -> Nullable<Timestamptz>,
        expires_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
        made_by -> Nullable<Int8>,
        created_at -> Timestamptz,
        allows_response -> Bool,
    }
}

diesel::table! {
    client_responses (id) {
        id -> Int8,
        organisation_id -> Int8,
        submission_id -> Int8,
        shared_link_id -> Int8,
        kind -> Text,
        revision -> Int4,
        name -> Text,
        comment -> Nullable<Text>,
        signature -> Nullable<Bytea>,
        response_key -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    shared_link_tries (id) {
        id -> Int8,
        organisation_id -> Int8,
        shared_link_id -> Int8,
        peer -> Nullable<Inet>,
        tried_at -> Timestamptz,
    }
}

diesel::table! {
    report_versions (id) {
        id -> Int8,
        organisation_id -> Int8,
        submission_id -> Nullable<Int8>,
        code -> Text,
        file_type -> Text,
        module -> Text,
        visit_date -> Nullable<Date>,
        sha256 -> Bytea,
        file_size -> Int8,
        made_at -> Timestamptz,
        replaced_at -> Nullable<Timestamptz>,
        revision -> Int4,
    }
}

diesel::table! {
    submission_revisions (id) {
        id -> Int8,
        organisation_id -> Int8,
        submission_id -> Int8,
        revision -> Int4,
        language -> Text,
        site_name -> Text,
        visit_date -> Nullable<Date>,
        form_data -> Jsonb,
        content_hash -> Bytea,
        created_by -> Nullable<Int8>,
        created_at -> Timestamptz,
        replaced_by -> Nullable<Int8>,
        replaced_at -> Timestamptz,
        reason -> Text,
        submission_key -> Text,
    }
}

diesel::table! {
    approval_flows (id) {
        id -> Int8,
        organisation_id -> Int8,
        module -> Text,
        version -> Int4,
        flow -> Jsonb,
        first_waits -> Array<Text>,
        created_by -> Nullable<Int8>,
        created_at -> Timestamptz,
        replaced_at -> Nullable<Timestamptz>,
        first_due_days -> Nullable<Int4>,
    }
}

diesel::table! {
    approvals (submission_id) {
        submission_id -> Int8,
        organisation_id -> Int8,
        flow_id -> Int8,
        state -> Text,
        stage -> Int4,
        approved -> Array<Int4>,
        waiting_for -> Array<Text>,
        round -> Int4,
        waiting_since -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        row_version -> Int4,
        due_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    approval_steps (id) {
        id -> Int8,
        organisation_id -> Int8,
        submission_id -> Int8,
        kind -> Text,
        revision -> Int4,
        round -> Int4,
        stage -> Int4,
        reviewers -> Nullable<Int4>,
        reviewers_name -> Nullable<Text>,
        user_id -> Nullable<Int8>,
        in_place -> Bool,
        comment -> Nullable<Text>,
        marks -> Jsonb,
        signature -> Nullable<Bytea>,
        signature_name -> Nullable<Text>,
        decided_at -> Timestamptz,
        absent_id -> Nullable<Int8>,
    }
}

diesel::table! {
    absences (id) {
        id -> Int8,
        organisation_id -> Int8,
        user_id -> Int8,
        delegate_id -> Nullable<Int8>,
        first_day -> Date,
        last_day -> Date,
        starts_at -> Timestamptz,
        ends_at -> Timestamptz,
        created_by -> Nullable<Int8>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    comments (id) {
        id -> Int8,
        organisation_id -> Int8,
        submission_id -> Int8,
        user_id -> Nullable<Int8>,
        body -> Text,
        mentions -> Array<Int8>,
        created_at -> Timestamptz,
        edited_at -> Nullable<Timestamptz>,
        deleted_at -> Nullable<Timestamptz>,
        field -> Nullable<Text>,
        field_label -> Nullable<Jsonb>,
        upload_id -> Nullable<Int8>,
        removed_in -> Nullable<Int4>,
    }
}

diesel::table! {
    comment_reads (submission_id, user_id) {
        organisation_id -> Int8,
        submission_id -> Int8,
        user_id -> Int8,
        last_comment -> Int8,
    }
}

diesel::table! {
    notifications (id) {
        id -> Int8,
        organisation_id -> Int8,
        user_id -> Int8,
        kind -> Text,
        submission_id -> Nullable<Int8>,
        action_id -> Nullable<Int8>,
        event -> Text,
        caused_by -> Nullable<Int8>,
        created_at -> Timestamptz,
        read_at -> Nullable<Timestamptz>,
        delivery -> Text,
        mailed_at -> Nullable<Timestamptz>,
        comment_id -> Nullable<Int8>,
        webhook_id -> Nullable<Int8>,
    }
}

diesel::table! {
    notification_choices (organisation_id, user_id, kind) {
        organisation_id -> Int8,
        user_id -> Int8,
        kind -> Text,
        delivery -> Text,
    }
}

diesel::table! {
    webhooks (id) {
        id -> Int8,
        organisation_id -> Int8,
        webhook_id -> Text,
        url -> Text,
        description -> Text,
        kinds -> Array<Text>,
        secret -> Bytea,
        previous_secret -> Nullable<Bytea>,
        previous_until -> Nullable<Timestamptz>,
        created_by -> Nullable<Int8>,
        created_at -> Timestamptz,
        off_at -> Nullable<Timestamptz>,
        off_reason -> Nullable<Text>,
        failing_since -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    webhook_deliveries (id) {
        id -> Int8,
        organisation_id -> Int8,
        webhook_id -> Int8,
        event_id -> Text,
        kind -> Text,
        submission_id -> Nullable<Int8>,
        caused_by -> Nullable<Int8>,
        facts -> Jsonb,
        occurred_at -> Timestamptz,
        state -> Text,
        due_at -> Timestamptz,
        attempts -> Int4,
        last_attempt_at -> Nullable<Timestamptz>,
        last_status -> Nullable<Int4>,
        last_failure -> Nullable<Text>,
        last_answer -> Nullable<Text>,
        absent_id -> Nullable<Int8>,
    }
}

diesel::joinable!(approvals -> approval_flows (flow_id));
diesel::joinable!(approvals -> submissions (submission_id));

// Each pair of tables is an implementation of several traits, and the compiler compares all of them with each other: with
// every table in one list, that took half of the time to check this crate. So only what is queried together is listed.
diesel::allow_tables_to_appear_in_same_query!(
    organisations,
    users,
    memberships,
    sessions,
    submissions,
    jobs,
    uploaded_files,
    report_links,
    shared_links,
    report_versions,
    audit_logs,
    api_tokens,
    passkeys,
);
diesel::allow_tables_to_appear_in_same_query!(pending_submissions, public_links);
diesel::allow_tables_to_appear_in_same_query!(pending_submissions, uploaded_files);
diesel::allow_tables_to_appear_in_same_query!(legacy_sources, legacy_records);
diesel::allow_tables_to_appear_in_same_query!(legacy_sources, import_runs);
diesel::allow_tables_to_appear_in_same_query!(legacy_sources, archives);
diesel::allow_tables_to_appear_in_same_query!(shadow_differences, submissions);
diesel::allow_tables_to_appear_in_same_query!(jobs, migration_phases);
diesel::allow_tables_to_appear_in_same_query!(submissions, legacy_records);
diesel::allow_tables_to_appear_in_same_query!(actions, submissions);
diesel::allow_tables_to_appear_in_same_query!(actions, users);
diesel::allow_tables_to_appear_in_same_query!(organisation_forms, organisation_form_versions);
diesel::allow_tables_to_appear_in_same_query!(action_entries, users);
diesel::allow_tables_to_appear_in_same_query!(action_entries, uploaded_files);
diesel::allow_tables_to_appear_in_same_query!(approvals, approval_flows, submissions);
diesel::allow_tables_to_appear_in_same_query!(approval_steps, users);
diesel::allow_tables_to_appear_in_same_query!(approvals, organisations);
diesel::allow_tables_to_appear_in_same_query!(actions, organisations);
diesel::allow_tables_to_appear_in_same_query!(client_responses, organisations);
diesel::allow_tables_to_appear_in_same_query!(submission_revisions, users);
diesel::allow_tables_to_appear_in_same_query!(comments, users);
diesel::allow_tables_to_appear_in_same_query!(comments, uploaded_files);
