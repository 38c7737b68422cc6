CREATE FUNCTION current_tenant() RETURNS uuid LANGUAGE sql STABLE AS $$ select nullif(current_setting('app.tenant', true), '')::uuid $$;--> statement-breakpoint
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	NEW.state := coalesce(NEW.state, 'draft'); -- as "state=draft"
	RETURN NEW;
END;
$$;--> statement-breakpoint
CREATE TRIGGER "touch_documents" BEFORE INSERT OR UPDATE OF body, state ON "documents" FOR EACH ROW WHEN (NEW.state IN ('draft', 'final')) EXECUTE FUNCTION touch();--> statement-breakpoint
ALTER TABLE "documents" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER POLICY "documents_read" ON "documents" USING (tenant = (SELECT current_tenant()));