CREATE TABLE "tenants" ("id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL, "owner" text NOT NULL, "kind" varchar(8) NOT NULL);--> statement-breakpoint
ALTER TABLE "tenants" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "documents" ("id" bigserial PRIMARY KEY, "tenant" uuid NOT NULL REFERENCES "tenants"("id"), "body" text, "state" varchar(9) DEFAULT 'draft');--> statement-breakpoint
ALTER TABLE "documents" ENABLE ROW LEVEL SECURITY;