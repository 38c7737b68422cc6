ALTER TABLE "events" ADD CONSTRAINT "events_pk" PRIMARY KEY ("id", "at");--> statement-breakpoint
CREATE INDEX "events_kind" ON "events" USING btree ("kind","at" DESC) WHERE "kind" IN ('view', 'click');--> statement-breakpoint
CREATE INDEX "events_payload" ON "events" USING gin ("payload" jsonb_path_ops);--> statement-breakpoint
CREATE TABLE "notes" ("event" bigint, "at" timestamp with time zone, "text" text COLLATE "POSIX", CONSTRAINT "notes_event" FOREIGN KEY ("event", "at") REFERENCES "events" ("id", "at") MATCH FULL ON DELETE CASCADE);