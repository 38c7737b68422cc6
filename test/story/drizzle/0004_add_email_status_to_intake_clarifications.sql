ALTER TABLE "intake_clarifications" ADD COLUMN IF NOT EXISTS "email_status" varchar DEFAULT 'NOT_SENT' NOT NULL;--> statement-breakpoint
ALTER TABLE "intake_clarifications" ADD COLUMN IF NOT EXISTS "email_error" text;--> statement-breakpoint
ALTER TABLE "intake_clarifications" ADD COLUMN IF NOT EXISTS "last_email_attempt_at" timestamp;