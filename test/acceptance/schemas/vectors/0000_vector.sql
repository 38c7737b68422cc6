CREATE EXTENSION vector;--> statement-breakpoint
CREATE TABLE "chunks" ("id" bigserial PRIMARY KEY, "text" text NOT NULL, "embedding" vector(3) DEFAULT '[0,0,1]');