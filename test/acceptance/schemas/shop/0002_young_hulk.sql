ALTER TYPE "public"."order_status" ADD VALUE 'returned' BEFORE 'cancelled';--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "plan" char(3) DEFAULT 'fre' NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_plan_check" CHECK ("plan" IN ('fre', 'pro') AND (length("name") BETWEEN 1 AND 80 OR "name" IS NULL));--> statement-breakpoint
ALTER TABLE "users" ALTER COLUMN "name" SET DATA TYPE varchar(80);