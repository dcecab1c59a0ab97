/**
 * The wiring: which engine, which doors, with which settings. The only room that may use all others, and none uses it.
 * It decides nothing itself.
 */
@NullMarked
package io.larder.service;

import org.jspecify.annotations.NullMarked;
