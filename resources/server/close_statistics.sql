-- What PostgreSQL tells everybody of a database: how many rows and pages its tables have, and how
-- many places of an index were looked at. From these a coder could count what others have coded.
-- A superuser says this once, in the database of the project, before or after the project is made:
--
--     sudo -u postgres psql -v owner=talks_owner -f - talks < close_statistics.sql
--
-- owner: the login that owns the database, which goes on seeing them. Saying it twice does no harm.

\set ON_ERROR_STOP on
BEGIN;
SELECT set_config('annotator.owner', :'owner', true) AS "closed for all but";

DO $$
DECLARE
    owner CONSTANT text := current_setting('annotator.owner');
    it regprocedure;
    columns text;
BEGIN
    FOR it IN SELECT oid FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
        AND proname ~ '^(pg_stat_get_|pg_current_wal|pg_lock_status|pg_\w+_size$)'
        AND proname !~ '^(pg_column|pg_buffer)'
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', it);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', it, owner);
    END LOOP;
    SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
    WHERE attrelid = 'pg_class'::regclass AND attnum > 0
        AND attname !~ '^(reltuples|relpages|relall|relfrozenxid|relminmxid)';
    REVOKE SELECT ON pg_class FROM PUBLIC;
    EXECUTE format('GRANT SELECT (%s) ON pg_class TO PUBLIC', columns);
    EXECUTE format('GRANT SELECT ON pg_class TO %I', owner);
END $$;
COMMIT;
