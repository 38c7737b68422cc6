ALTER TABLE "accounts" ALTER COLUMN "id" SET INCREMENT BY 2;--> statement-breakpoint
ALTER TABLE "accounts" ALTER COLUMN "initials" DROP EXPRESSION;--> statement-breakpoint
CREATE INDEX "invoices_search" ON "invoices" USING gin ("search");